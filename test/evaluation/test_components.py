import numpy as np
import pytest

from vl4ad_ros.evaluation.component_metrics import component_metrics, component_sums
from vl4ad_ros.evaluation.components import ComponentRule, find_regions, judge_regions

ALL = ComponentRule(min_predicted_px=0, min_truth_px=0)


def draw(*boxes, size_hw=(40, 60)):
    picture = np.zeros(size_hw, np.uint8)
    for top, left, height, width in boxes:
        picture[top : top + height, left : left + width] = 1
    return picture


def judge(truth, predicted, rule=ALL, ignored=None):
    label = truth.copy()
    if ignored is not None:
        label[ignored == 1] = 255
    scores = 0.2 + 0.5 * predicted.astype(np.float32)
    return judge_regions(find_regions(scores, label, 0.5, rule))


def test_a_region_that_is_met_exactly():
    found = judge(draw((5, 5, 10, 10)), draw((5, 5, 10, 10)))
    assert found.truth_siou == [1]
    assert found.predicted_ppv == [1]


def test_one_prediction_over_two_objects_is_not_blamed_for_the_other():
    truth = draw((5, 5, 10, 10), (5, 25, 10, 10))
    found = judge(truth, draw((5, 5, 10, 30)))
    # Each object: 100 px met, the prediction has 300, of which 100 are the other object.
    np.testing.assert_allclose(found.truth_siou, [100 / 200, 100 / 200])
    np.testing.assert_allclose(found.predicted_ppv, [200 / 300])


def test_several_predictions_on_one_object_count_together():
    found = judge(draw((5, 5, 10, 20)), draw((5, 5, 10, 5), (5, 15, 10, 5)))
    np.testing.assert_allclose(found.truth_siou, [100 / 200])
    np.testing.assert_allclose(found.predicted_siou, [50 / 150, 50 / 150])


@pytest.mark.parametrize(('min_px', 'left'), [(100, 1), (101, 0)])
def test_predictions_are_dropped_below_the_limit(min_px, left):
    rule = ComponentRule(min_predicted_px=min_px, min_truth_px=0)
    found = judge(draw((5, 5, 10, 10)), draw((20, 20, 10, 10)), rule)
    assert found.predicted_ppv.size == left


def test_truth_that_is_too_small_is_ignored_after_the_prediction_was_formed():
    rule = ComponentRule(min_predicted_px=100, min_truth_px=50)
    truth = draw((5, 5, 10, 10), (5, 15 + 5, 4, 5))
    found = judge(truth, draw((5, 5, 10, 20)), rule)
    assert found.truth_siou.size == 1
    # The small object's 20 px belong to nothing any more.
    np.testing.assert_allclose(found.predicted_ppv, [100 / 180])


def test_predictions_in_ignored_pixels_do_not_exist():
    found = judge(draw((5, 5, 10, 10)), draw((5, 5, 10, 40)), ignored=draw((0, 15, 40, 45)))
    assert found.predicted_ppv == [1]


def test_corners_connect():
    found = judge(draw((5, 5, 10, 10)), draw((5, 5, 5, 5), (10, 10, 5, 5)))
    assert found.predicted_ppv.size == 1


def test_a_pixel_at_the_threshold_is_not_predicted():
    scores = np.full((10, 10), 0.5, np.float32)
    regions = find_regions(scores, np.zeros((10, 10), np.uint8), 0.5, ALL)
    assert regions.predicted.max() == 0


def test_figures_add_up_over_frames():
    frames = [
        judge(draw((5, 5, 10, 10)), draw((5, 5, 10, 10))),  # found
        judge(draw((5, 5, 10, 10)), draw((5, 8, 10, 10))),  # sIoU 70/130, PPV 0.7
        judge(draw(), draw((20, 20, 5, 5))),  # false
    ]
    figures = component_metrics(sum(component_sums(frame) for frame in frames))
    expected = {
        'tp_25': 2, 'fn_25': 0, 'fp_25': 1, 'f1_25': 4 / 5,
        'tp_75': 1, 'fn_75': 1, 'fp_75': 2, 'f1_75': 2 / 5,
        'sIoU_gt': (1 + 70 / 130) / 2, 'prec_pred': (1 + 0.7 + 0) / 3,
    }  # fmt: skip
    assert {name: figures[name] for name in expected} == pytest.approx(expected)


def test_nothing_to_judge_is_undefined_and_not_zero():
    figures = component_metrics(component_sums(judge(draw(), draw())))
    assert figures['f1_mean'] is None
    assert figures['sIoU_gt'] is None
    assert figures['tp_25'] == 0
