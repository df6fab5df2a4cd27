import numpy as np
import pytest

from vl4ad_ros.training.pictures import BEYOND, IGNORED
from vl4ad_ros.training.sample_pictures import draw_samples
from vl4ad_ros.training.validation import Prediction, Validator

IMAGE = np.zeros((8, 12, 3), np.uint8)


def prediction(label, predicted, score):
    arrays = (
        np.array(label, np.uint8),
        np.array(predicted, np.int32),
        np.array(score, np.float32),
    )
    return Prediction(IMAGE, arrays[0], arrays[2], arrays[1])


def test_figures_are_counted_over_all_pictures():
    validator = Validator(4)
    validator.add(prediction([[0, 0, 1]], [[0, 1, 1]], [[0.1, 0.9, 0.2]]))
    validator.add(prediction([[1, IGNORED, BEYOND]], [[3, 0, 0]], [[0.6, 1.0, 1.0]]))
    figures = validator.figures()
    # class 0: 1 of 2; class 1: 1 of 3; class 2 never occurs; class 3 occurs in no label
    assert figures['mean_iou'] == pytest.approx((1 / 2 + 1 / 3) / 2)
    assert figures['accuracy'] == pytest.approx(2 / 4)
    assert figures['false_alarms'] == pytest.approx(2 / 4)


def test_nothing_counted_is_no_error():
    figures = Validator(3).figures()
    assert figures == {'mean_iou': 0.0, 'accuracy': 0.0, 'false_alarms': 0.0}


def test_a_drawing_has_a_row_for_each_picture():
    shown = prediction([[0, 1, 2], [0, 1, BEYOND]], [[0, 1, 1]] * 2, [[0, 0, 1]] * 2)
    drawing = draw_samples([shown, shown], 3)
    assert drawing.shape == (16, 48, 3)
    label, predicted, heat = drawing[:8, 12:24], drawing[:8, 24:36], drawing[:8, 36:]
    np.testing.assert_array_equal(label[:, :8], predicted[:, :8])
    assert (label[0, 11] != predicted[0, 11]).any()
    assert (label[7, 11] == 0).all()
    assert heat[0, 11].sum() > heat[0, 0].sum()
    assert (heat[7, 0] == 0).all()
