from dataclasses import replace

import numpy as np
import pytest

from vl4ad_ros.training.augmentation import BORDER_RGB, augment, fit
from vl4ad_ros.training.pictures import BEYOND
from vl4ad_ros.training.settings import AugmentationSettings

NOTHING = AugmentationSettings(
    scale=(1.0, 1.0), flip=0, colour=0, gamma=0, night=0, blur=0, noise=0, compression=0
)
EVERYTHING = AugmentationSettings(
    scale=(0.5, 3.0), flip=1, colour=1, gamma=1, night=1, blur=1, noise=1, compression=1
)


@pytest.fixture
def street():
    """A picture whose colour tells its label: 0 is dark, 1 bright."""
    label = np.zeros((60, 100), np.uint8)
    label[30:, 40:] = 1
    image = np.where(label[..., None] == 1, 200, 40).repeat(3, axis=2).astype(np.uint8)
    return image, label


def test_nothing_changes_a_picture_of_the_right_size(street):
    image, label = augment(*street, (60, 100), NOTHING, np.random.default_rng(0))
    np.testing.assert_array_equal(image, street[0])
    np.testing.assert_array_equal(label, street[1])


@pytest.mark.parametrize('size_hw', [(64, 96), (96, 64), (32, 256)])
def test_the_result_has_the_size_asked_for_and_labels_of_the_picture(street, size_hw):
    for seed in range(20):
        image, label = augment(*street, size_hw, EVERYTHING, np.random.default_rng(seed))
        assert image.shape == (*size_hw, 3)
        assert label.shape == size_hw
        assert image.dtype == label.dtype == np.uint8
        assert set(np.unique(label)) <= {0, 1, BEYOND}
        assert (image[label == BEYOND] == BORDER_RGB).all()


def test_picture_and_label_move_together(street):
    moving = replace(NOTHING, scale=(0.5, 3.0), flip=0.5)
    sides = set()
    for seed in range(30):
        image, label = augment(*street, (64, 96), moving, np.random.default_rng(seed))
        inside = label != BEYOND
        wrong = (image[..., 0] > 120) != (label == 1)
        assert wrong[inside].mean() < 0.03  # but for the blended border of both
        sides.add(bool(label[0, 0] == BEYOND))
    assert sides == {True, False}  # larger and smaller than the crop have both occurred


def test_a_flip_swaps_left_and_right(street):
    image, label = augment(*street, (60, 100), replace(NOTHING, flip=1), np.random.default_rng(0))
    np.testing.assert_array_equal(image, street[0][:, ::-1])
    np.testing.assert_array_equal(label, street[1][:, ::-1])


@pytest.mark.parametrize('name', ['colour', 'gamma', 'night', 'blur', 'noise', 'compression'])
def test_each_change_is_seen_in_the_picture_alone(street, name):
    image, label = augment(
        *street, (60, 100), replace(NOTHING, **{name: 1.0}), np.random.default_rng(4)
    )
    difference = np.abs(image.astype(int) - street[0])
    assert difference.max() > 5
    np.testing.assert_array_equal(label, street[1])
    if name == 'night':
        assert image.mean() < 0.7 * street[0].mean()


def test_the_same_random_numbers_give_the_same_picture(street):
    first, second = (
        augment(*street, (64, 96), EVERYTHING, np.random.default_rng(9))[0] for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(
    ('size_hw', 'inside_hw'),
    [((60, 128), (60, 100)), ((128, 100), (60, 100)), ((30, 50), (30, 50))],
)
def test_a_whole_picture_is_fitted_into_the_upper_left(street, size_hw, inside_hw):
    image, label = fit(*street, size_hw)
    assert image.shape == (*size_hw, 3)
    inside = np.zeros(size_hw, bool)
    inside[: inside_hw[0], : inside_hw[1]] = True
    np.testing.assert_array_equal(label != BEYOND, inside)
