from dataclasses import replace

import numpy as np

from vl4ad_ros.ablation.group_tables import class_table, group_table

from .conftest import CAR, ROAD, SKY, TRUCK

PERSON = 11  # which the vocabulary lacks


def test_finer_arms_count_as_the_groups_of_the_reference(vocabulary):
    finer = replace(vocabulary, super_classes=())  # road, sky, car, truck, caravan, dog
    table = group_table(vocabulary, finer)  # road, sky, vehicle
    classes = np.array([[ROAD, ROAD, CAR, TRUCK, SKY, PERSON, 255]], np.uint8)
    labels = np.array([[0, 4, 3, 3, 2, 0, 0]], np.uint8)
    labelled, predicted, hits = table.count_pixels(classes, labels)
    assert labelled.tolist() == [2, 1, 2]
    assert predicted.tolist() == [1, 0, 3]  # a pixel that a prompt won is in no group
    assert hits.tolist() == [1, 0, 2]


def test_single_classes_are_judged_where_none_are_joined(vocabulary):
    assert class_table(vocabulary) is None
    table = class_table(replace(vocabulary, super_classes=()))
    classes, labels = np.array([[CAR, TRUCK]], np.uint8), np.array([[2, 2]], np.uint8)
    assert table.count_pixels(classes, labels).tolist() == [
        [0, 0, 1, 1],
        [0, 0, 2, 0],
        [0, 0, 1, 0],
    ]
