import numpy as np
import pytest

from vl4ad_ros.synthetic.labels import (
    CLASSES,
    OUTSIDE,
    UNKNOWN,
    anomaly_value,
    class_id,
    label_maps,
)


@pytest.mark.parametrize(
    ('label', 'train_id', 'anomaly'),
    [
        ('road', 0, 0),
        ('sky', 10, 0),
        ('car', 13, 0),
        ('bicycle', 18, 0),
        (UNKNOWN, 255, 1),
        (OUTSIDE, 255, 255),
    ],
)
def test_every_label_has_a_class_and_an_anomaly_value(label, train_id, anomaly):
    assert (class_id(label), anomaly_value(label)) == (train_id, anomaly)


def test_there_are_the_classes_of_cityscapes():
    assert len(CLASSES) == len(set(CLASSES)) == 19


def test_maps_follow_the_instances():
    instances = np.array([[0, 1], [3, 2]], np.uint16)
    classes, anomalies = label_maps(instances, {1: 'car', 2: UNKNOWN, 3: OUTSIDE})
    assert classes.tolist() == [[10, 13], [255, 255]]
    assert anomalies.tolist() == [[0, 0], [255, 1]]
    assert classes.dtype == anomalies.dtype == np.uint8
