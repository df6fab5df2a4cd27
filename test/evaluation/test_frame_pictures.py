import numpy as np
import pytest

from vl4ad_ros.evaluation.component_metrics import SUM_COLUMNS
from vl4ad_ros.evaluation.frame_pictures import BEST, RANDOM, WORST, choose_frames
from vl4ad_ros.evaluation.frame_table import FrameRecord, make_table

EDGES = np.array([0, 0.5], np.float32)


def table(anomalous_above, drive=''):
    """Frames with 100 anomalous pixels of which so many have a high score; None: no anomaly."""
    records = []
    for index, above in enumerate(anomalous_above):
        anomalous = [0, 0] if above is None else [100 - above, above]
        histograms = np.array([[900, 100], anomalous])
        records.append(FrameRecord(f'{index}', drive, histograms, np.zeros(SUM_COLUMNS)))
    return make_table(records, EDGES)


def chosen(frames):
    found = {BEST: [], WORST: [], RANDOM: []}
    for index, reason in choose_frames(frames):
        found[reason].append(index)
    return found


def test_the_best_and_the_worst_come_first_and_no_frame_twice():
    found = chosen(table([10, 90, 50, None, 30, 70, 20, 80, 60, 40]))
    assert found[BEST] == [1, 7, 5]
    assert found[WORST] == [0, 6, 4]
    assert len(set(found[RANDOM]) - {1, 7, 5, 0, 6, 4}) == 3


def test_frames_of_a_drive_are_taken_apart_from_each_other():
    found = chosen(table(range(20, 68), drive='street'))
    assert found[BEST] == [47, 43, 39]
    assert found[WORST] == [0, 4, 8]


@pytest.mark.parametrize('frames', [[50], [None], [None, None], [50, 60]])
def test_few_frames_are_all_shown_once(frames):
    indices = [index for index, _ in choose_frames(table(frames))]
    assert sorted(indices) == list(range(len(frames)))
