"""The official evaluator's own figures, on data sets and score maps that it was run on."""

import json

import pytest

from vl4ad_ros.evaluation.evaluation import Task, evaluate
from vl4ad_ros.evaluation.layouts import open_data_set
from vl4ad_ros.evaluation.scores import ScoreFolder

TRACKS = {'roadanomaly21': 'anomaly', 'roadobstacle21': 'obstacle'}


@pytest.fixture(params=TRACKS)
def track(request, golden):
    name = TRACKS[request.param]
    official = json.loads((golden / f'official_{name}.json').read_text())
    data_set = open_data_set(request.param, golden)
    return data_set, ScoreFolder(golden / f'scores_{name}'), official


def test_pixel_figures(track, tmp_path):
    data_set, scores, official = track
    found = vars(evaluate(Task(data_set, scores), tmp_path / 'work').pixels.metrics)
    assert found == pytest.approx(official['pixel_exact'], abs=1e-6)
    assert found == pytest.approx(official['pixel_official'], abs=0.005)


@pytest.mark.parametrize('case', ['official_threshold', 'exact_threshold', 'fixed_0.6'])
def test_component_figures(case, track, tmp_path):
    data_set, scores, official = track
    threshold = {
        'official_threshold': official['pixel_official']['best_f1_threshold'],
        'exact_threshold': None,
        'fixed_0.6': 0.6,
    }[case]
    found = evaluate(Task(data_set, scores, threshold), tmp_path / 'work').component
    assert found == pytest.approx(official[f'component_{case}'], abs=1e-12)
