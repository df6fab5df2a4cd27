import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from vl4ad_ros.errors import CheckpointError, ExportError
from vl4ad_ros.export.parity import check_parity

GOLDEN = Path(__file__).parents[3] / 'shared' / 'golden' / 'tiny'
pytestmark = pytest.mark.skipif(not GOLDEN.exists(), reason='no ../shared with golden tensors')


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(GOLDEN, tmp_path / 'golden'))


def change(path, edit):
    tensors = load_file(path)
    edit(tensors)
    save_file(tensors, path)


def test_every_stage_agrees_with_the_original():
    rows = check_parity(GOLDEN)
    assert not [row for row in rows if not row.passed]
    assert max(row.tolerance for row in rows) <= 1e-4
    compared = {row.stage.removeprefix('end to end: ') for row in rows}
    inputs = {'image_rgb_0_255', 'text_tokens'}
    assert compared == set(load_file(GOLDEN / 'io.safetensors')) - inputs


def test_a_difference_is_found_where_it_is(folder):
    change(folder / 'io.safetensors', lambda io: io['pred_masks'][0, 3, 4].add_(1e-3))
    failed = {row.stage for row in check_parity(folder) if not row.passed}
    assert {'pred_masks', 'end to end: pred_masks'} <= failed
    assert 'aux.3.pred_masks' not in failed


def test_other_weights_do_not_pass(folder):
    name = 'sem_seg_head.predictor.level_embed.weight'
    change(folder / 'model.safetensors', lambda weights: weights[name].mul_(1.01))
    failed = {row.stage for row in check_parity(folder) if not row.passed}
    assert 'pred_masks' in failed
    assert 'pixel_decoder.mask_features' not in failed


def test_not_a_number_does_not_pass(folder):
    change(folder / 'io.safetensors', lambda io: io['sem_seg'][0, 0, 0].fill_(torch.nan))
    assert 'sem_seg' in {row.stage for row in check_parity(folder) if not row.passed}


@pytest.mark.parametrize(
    ('damage', 'error', 'words'),
    [
        (lambda f: (f / 'meta.json').unlink(), ExportError, 'cannot be read'),
        (lambda f: (f / 'meta.json').write_text('{'), ExportError, 'not of the form'),
        (lambda f: (f / 'meta.json').write_text('{"alpha": 1}'), ExportError, 'KeyError'),
        (lambda f: (f / 'io.safetensors').write_bytes(b'nothing'), ExportError, 'cannot be read'),
        (
            lambda f: change(f / 'io.safetensors', lambda io: io.pop('feat.res3')),
            ExportError,
            "lacks 'feat.res3'",
        ),
        (
            lambda f: change(f / 'io.safetensors', lambda io: io.update(sem_seg=torch.ones(2))),
            ExportError,
            'sem_seg has the shape',
        ),
        (
            lambda f: change(f / 'model.safetensors', lambda w: w.update(more=torch.ones(2))),
            CheckpointError,
            'unexpected: more',
        ),
    ],
)  # fmt: skip
def test_an_unusable_folder_is_refused(damage, error, words, folder):
    damage(folder)
    with pytest.raises(error, match=words):
        check_parity(folder)


def test_sizes_come_from_the_folder(folder):
    meta = json.loads((folder / 'meta.json').read_text())
    meta['out_size'] = [50, 60]
    (folder / 'meta.json').write_text(json.dumps(meta))
    with pytest.raises(ExportError, match=r'\(20, 50, 60\)'):
        check_parity(folder)
