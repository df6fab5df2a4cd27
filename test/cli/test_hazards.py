import json

import cv2
import numpy as np
import pytest

from vl4ad_ros.cli.hazards import hazards
from vl4ad_ros.errors import EvaluationError, Vl4adError


@pytest.fixture
def stills(tmp_path):
    """Two stills in the layout of rendered streets, with one unknown object each."""
    root = tmp_path / 'stills'
    rng = np.random.default_rng(0)
    for part in ('images', 'labels_masks'):
        (root / part).mkdir(parents=True)
    for index in range(2):
        label = np.zeros((90, 160), np.uint8)
        label[40:60, 50:80] = 1
        picture = rng.integers(0, 255, (90, 160, 3), np.uint8)
        cv2.imwrite(str(root / f'images/{index:06d}.png'), picture)
        cv2.imwrite(str(root / f'labels_masks/{index:06d}_labels_semantic.png'), label)
    (root / 'frames.jsonl').write_text('{"index": 0}\n{"index": 1}\n')
    return root


def test_a_bundle_runs_once_and_its_maps_are_used_again(tmp_path, stills, capsys):
    one, two = tmp_path / 'one', tmp_path / 'two'
    hazards(root=stills, out=one, bundle='demo', thresholds=2, threads=1)
    hazards(root=stills, out=two, maps=one / 'maps', thresholds=2)
    first, second = (json.loads((out / 'hazards.json').read_text()) for out in (one, two))
    assert first['at_equal_recall'] == second['at_equal_recall']
    assert first['run']['method'] == second['run']['method'] != ''
    ways = [row['way'] for row in first['at_best_f1_star']]
    assert ways[:2] == ['plain threshold', 'hysteresis']
    assert ways[-1] == 'checked, near the road'
    assert 'each way at equal recall' in capsys.readouterr().out


def test_a_threshold_by_itself(tmp_path, stills, capsys):
    hazards(root=stills, out=tmp_path / 'out', bundle='demo', at=[0.45], threads=1)
    report = json.loads((tmp_path / 'out/hazards.json').read_text())
    assert {row['threshold'] for row in report['at_best_f1_star']} == {0.45}
    printed = capsys.readouterr().out
    assert 'each way at this threshold' in printed
    assert 'best F1*' not in printed


@pytest.mark.parametrize('given', [{}, {'bundle': 'demo', 'maps': 'x'}])
def test_bundle_or_maps(tmp_path, given):
    with pytest.raises(EvaluationError, match='give either --bundle or --maps'):
        hazards(root=tmp_path, out=tmp_path / 'out', **given)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(Vl4adError, match='absent'):
        hazards(root=tmp_path / 'absent', out=tmp_path / 'out', maps=tmp_path)
