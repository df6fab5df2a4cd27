import re
from dataclasses import replace

import pytest
import torch

from vl4ad_ros.errors import CheckpointError
from vl4ad_ros.model.weights import CLIP_PREFIX, build_network


@pytest.fixture
def weights(network):
    return dict(network.state_dict())


def split(weights):
    """Return the two files users have: FC-CLIP's decoder, and open_clip's CLIP."""
    decoder = {k: v for k, v in weights.items() if not k.startswith(CLIP_PREFIX)}
    clip = {k[len(CLIP_PREFIX) :]: v for k, v in weights.items() if k.startswith(CLIP_PREFIX)}
    return decoder, clip


@pytest.mark.parametrize(
    'arrange',
    [
        lambda w: (w, None),
        lambda w: ({'model': w, 'iteration': 3}, None),
        lambda w: ({'model': w | {'criterion.empty_weight': torch.ones(134)}}, None),
        lambda w: ({'state_dict': {f'module.{k}': v for k, v in w.items()}, 'epoch': 1}, None),
        lambda w: split(w),
        lambda w: ({'model': split(w)[0]}, {'state_dict': split(w)[1]}),
        lambda w: ({k: v.double() for k, v in w.items()}, None),
    ],
)
def test_what_training_programs_save_is_loaded(arrange, config, network, weights):
    loaded = build_network(config, *arrange(weights))
    assert not loaded.training
    for name, tensor in loaded.state_dict().items():
        assert torch.equal(tensor, weights[name]), name
    image = torch.randn(1, 3, 64, 64)
    with torch.inference_mode():
        assert torch.equal(loaded(image).mask_logits, network(image).mask_logits)


NORM = 'sem_seg_head.predictor.decoder_norm.weight'
QUERIES = 'sem_seg_head.predictor.query_feat.weight'


@pytest.mark.parametrize(
    ('damage', 'words'),
    [
        (lambda w: w.pop(NORM), [f'missing: {NORM}', 'sem_seg_head.predictor (likely', '1 miss']),
        (lambda w: w.update(extra=torch.ones(1)), ['unexpected: extra', 'elsewhere', '1 unexp']),
        (
            lambda w: w.update({QUERIES: torch.ones(9, 64)}),
            [f'expected (7, 64), got (9, 64): {QUERIES}', '1 of another shape', 'queries'],
        ),
        (lambda w: w.pop('void_embedding.weight'), ['missing: void_embedding', 'void column']),
        (
            lambda w: w.pop(f'{CLIP_PREFIX}visual.head.proj.weight'),
            ['visual.head.proj.weight', 'MLP'],
        ),
        (lambda w: w.update({NORM: 3}), [f'{NORM} is a int', 'tensor']),
    ],
)
def test_errors_name_the_tensor_and_the_cause(damage, words, config, weights):
    damage(weights)
    with pytest.raises(CheckpointError) as error:
        build_network(config, weights)
    for word in words:
        assert word in str(error.value)


def test_a_decoder_without_its_clip_asks_for_it(config, weights):
    decoder, _ = split(weights)
    with pytest.raises(CheckpointError, match='no CLIP, give the file of open_clip') as error:
        build_network(config, decoder)
    assert re.search(r'missing: all \d+ tensors', str(error.value))
    assert len(str(error.value).splitlines()) < 10
    assert 'visual (likely kept in another file)' in str(error.value)


def test_a_clip_alone_asks_for_the_decoder(config, weights):
    clip = {k: v for k, v in weights.items() if k.startswith(CLIP_PREFIX)}
    with pytest.raises(CheckpointError, match='no decoder'):
        build_network(config, clip)


def test_a_long_list_ends_as_it_began(config, weights):
    narrow = {name: tensor[..., :1] for name, tensor in weights.items() if tensor.dim() == 2}
    with pytest.raises(CheckpointError) as error:
        build_network(config, weights | narrow)
    first, *listed, last = str(error.value).splitlines()
    assert len([line for line in listed if line.startswith('  expected')]) == len(narrow) > 30
    assert first == last
    assert 'choose the architecture' in last


def test_two_clips_are_refused(config, weights):
    with pytest.raises(CheckpointError, match='its own CLIP: leave out the second file'):
        build_network(config, weights, split(weights)[1])


def test_another_architecture_is_refused(config, weights):
    with pytest.raises(CheckpointError, match=r'layers\.4') as error:
        build_network(replace(config, decoder_layers=5, void=False), weights)
    assert 'unexpected: void_embedding.weight' in str(error.value)
