from dataclasses import replace

import numpy as np
import pytest
import torch

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.training.data_sets import open_data_sets
from vl4ad_ros.training.pasting import LEAST_PIXELS, find_donors, paste_objects
from vl4ad_ros.training.stream import PictureStream

NAMES = ['sky', 'road', 'car']
CAR = np.array([2], np.uint8)


@pytest.fixture
def pictures(settings):
    return open_data_sets(settings.data, NAMES)


def empty_street():
    return np.full((40, 60, 3), 10, np.uint8), np.ones((40, 60), np.uint8)


def street_with_car(rows, columns):
    image, label = np.full((40, 60, 3), 200, np.uint8), np.ones((40, 60), np.uint8)
    label[rows, columns] = 2
    return image, label


def paste_until(pasted, image, label, donor):
    """Paste with seeds in turn until the half chance comes out as wanted."""
    for seed in range(50):
        new_image, new_label = image.copy(), label.copy()
        paste_objects(new_image, new_label, *donor, CAR, np.random.default_rng(seed))
        if (new_image != image).any() == pasted:
            return new_image, new_label
    raise AssertionError


def test_an_object_comes_with_its_label_and_stays_where_it_was():
    donor = street_with_car(slice(10, 20), slice(5, 25))
    image, label = paste_until(True, *empty_street(), donor)
    np.testing.assert_array_equal(label, donor[1])
    np.testing.assert_array_equal(image[..., 0], np.where(label == 2, 200, 10))


def test_half_of_the_objects_stay_out():
    image, label = empty_street()
    donor = street_with_car(slice(10, 20), slice(5, 25))
    same_image, same_label = paste_until(False, image, label, donor)
    np.testing.assert_array_equal(same_image, image)
    np.testing.assert_array_equal(same_label, label)


def test_an_object_stands_behind_those_that_are_there():
    image, label = empty_street()
    label[15:30, 5:25], image[15:30, 5:25] = 2, 77
    image, label = paste_until(True, image, label, street_with_car(slice(10, 20), slice(5, 25)))
    assert (image[10:15, 5:25] == 200).all()
    assert (image[15:30, 5:25] == 77).all()
    assert (label[10:30, 5:25] == 2).all()


def test_a_speck_is_no_object():
    donor = street_with_car(10, slice(0, LEAST_PIXELS - 1))
    with pytest.raises(AssertionError):
        paste_until(True, *empty_street(), donor)


def test_a_donor_of_another_size_is_fitted():
    donor = street_with_car(slice(10, 20), slice(5, 25))
    larger = tuple(part.repeat(2, axis=0).repeat(2, axis=1) for part in donor)
    _, label = paste_until(True, *empty_street(), larger)
    np.testing.assert_array_equal(label, donor[1])


def test_donors_show_the_class_that_was_drawn(pictures):
    donors = find_donors(pictures, NAMES, ['car'])
    assert donors.classes.tolist() == [2]
    assert donors.pick(np.random.default_rng(0)) in pictures
    assert find_donors(pictures, NAMES, []) is None


@pytest.mark.parametrize('name', ['lorry', 'train'])
def test_a_class_that_no_picture_shows_is_refused(pictures, name):
    with pytest.raises(SettingsError) as caught:
        find_donors(pictures, [*NAMES, 'train'], [name])
    assert str(caught.value) == (
        f"augmentation.pasted names '{name}', which no picture shows: remove it, or name one of "
        'sky, road, car'
    )


def test_a_chance_without_classes_is_refused(settings):
    with pytest.raises(SettingsError, match='give both, or neither'):
        replace(settings.augmentation, paste=0.5)
    with pytest.raises(SettingsError, match='give both, or neither'):
        replace(settings.augmentation, pasted=('car',))


def test_positions_of_a_stream_get_objects_and_stay_the_same(settings, pictures):
    still = replace(
        settings.augmentation,
        scale=(1.0, 1.0), flip=0, colour=0, gamma=0, night=0, blur=0, noise=0, compression=0,
        paste=1.0, pasted=('car',),
    )  # fmt: skip
    settings = replace(settings, augmentation=still)
    donors = find_donors(pictures, NAMES, still.pasted)
    plain = PictureStream(pictures, settings)
    first, again = (PictureStream(pictures, settings, donors) for _ in range(2))
    more = 0
    for position in range(12):
        cars = (first[position][1] == 2).sum()
        assert cars >= (plain[position][1] == 2).sum()
        more += int(cars > (plain[position][1] == 2).sum())
        assert torch.equal(first[position][0], again[position][0])
    assert 0 < more < 12
