"""One picture is wrong here, another there: the largest mistakes are found."""

import numpy as np
import pytest

from vl4ad_ros.evaluation.evaluation import Task, evaluate
from vl4ad_ros.evaluation.layouts import open_data_set
from vl4ad_ros.evaluation.scores import ScoreFolder
from vl4ad_ros.evaluation.worst_pixels import FALSE_ALARM, MISSED_OBJECT, worst_pixels

from .conftest import write_png

SIZE = 60, 100
THING = np.s_[20:50, 10:40]


@pytest.fixture
def worst(tmp_path):
    """Return a function from one score map for each picture to what was worst."""

    def judge(*maps, threshold=0.5, label_value=1):
        scores = ScoreFolder(tmp_path / 'scores')
        root = tmp_path / 'dataset_AnomalyTrack'
        for index, values in enumerate(maps):
            label = np.zeros(SIZE, np.uint8)
            label[THING] = label_value
            label[:5] = 255
            name = f'validation{index:04d}'
            write_png(root / 'images' / f'{name}.png', np.zeros((*SIZE, 3), np.uint8))
            write_png(root / 'labels_masks' / f'{name}_labels_semantic.png', label)
            scores.write(name, values)
        task = Task(open_data_set('roadanomaly21', tmp_path), scores, threshold)
        return {one.what: one for one in worst_pixels(evaluate(task, tmp_path / 'work'), task)}

    return judge


def scores_of(*places):
    score = np.zeros(SIZE, np.float32)
    for place in places:
        score[place] = 0.9
    return score


def test_the_largest_of_each_kind_in_the_frame_with_most_of_it(worst):
    found = worst(
        scores_of(THING, np.s_[10:35, 60:85]),  # a false alarm of 625 px
        scores_of(THING, np.s_[30:60, 50:80], np.s_[0:30, 90:99]),  # of 900, and one of 225
        scores_of(np.s_[20:50, 10:25]),  # half is missed
    )
    assert found[FALSE_ALARM].frame.id.endswith('0001')
    assert found[FALSE_ALARM].pixels == 900
    x, y = found[FALSE_ALARM].at_xy
    assert (abs(x - 65) <= 1, abs(y - 45) <= 1) == (True, True)
    assert found[MISSED_OBJECT].frame.id.endswith('0002')
    assert found[MISSED_OBJECT].pixels == 450
    x, y = found[MISSED_OBJECT].at_xy
    assert 30 <= x < 35
    assert 25 <= y < 45


@pytest.mark.parametrize(
    ('maps', 'kinds'),
    [
        ([scores_of(THING)], set()),
        ([scores_of()], {MISSED_OBJECT}),
        ([scores_of(THING, np.s_[5:55, 50:99])], {FALSE_ALARM}),
        ([scores_of(np.s_[20:50, 10:60])], set()),  # most of it is truth: no false alarm
        ([scores_of(THING, np.s_[6:10, 50:60])], set()),  # too small to count
    ],
)
def test_what_is_right_is_no_mistake(worst, maps, kinds):
    assert set(worst(*maps)) == kinds


def test_without_a_threshold_nothing_is_said(worst):
    assert worst(scores_of(THING), threshold=None, label_value=0) == {}
