from dataclasses import dataclass

import numpy as np
import pytest

from vl4ad_ros.training.repetition import repeat_rare, repetitions

SHOWN = np.array([[1, 1], [1, 0], [1, 0], [1, 0]], bool)  # the second class is in a quarter


@pytest.mark.parametrize(
    ('threshold', 'times'),
    [
        (0.25, [1, 1, 1, 1]),  # no class is rarer
        (1.0, [2, 1, 1, 1]),  # the root of 1 over a quarter
    ],
)
def test_pictures_with_a_rare_class_come_more_often(threshold, times):
    assert repetitions(SHOWN, threshold, np.random.default_rng(0)).tolist() == times


def test_what_a_factor_has_beyond_its_whole_part_is_a_chance():
    shown = np.repeat(SHOWN, 500, axis=0)
    times = repetitions(shown, 0.5625, np.random.default_rng(0))  # a factor of 1.5
    assert set(times[:500]) == {1, 2}
    assert abs(times[:500].mean() - 1.5) < 0.1
    assert set(times[500:]) == {1}


def test_a_class_that_no_picture_shows_repeats_none():
    shown = np.concatenate([SHOWN[:, :1], np.zeros((4, 1), bool)], axis=1)
    assert repetitions(shown, 1.0, np.random.default_rng(0)).tolist() == [1, 1, 1, 1]


@dataclass(frozen=True, eq=False)
class Picture:
    label: np.ndarray

    def read_classes(self):
        return self.label


def picture(pixels):  # of class 1, the others are of class 0
    label = np.zeros((100, 100), np.uint8)
    label.flat[:pixels] = 1
    return Picture(label)


def test_a_few_pixels_do_not_count():
    pictures = [picture(9), picture(10), picture(0), picture(0)]
    repeated = repeat_rare(pictures, 2, 1.0, seed=0)
    assert [pictures.index(one) for one in repeated] == [0, 1, 1, 2, 3]
    assert repeat_rare(pictures, 2, 0.0, seed=0) == tuple(pictures)


def test_the_same_seed_repeats_the_same():
    pictures = [picture(int(n)) for n in np.random.default_rng(1).integers(0, 12, 50)]
    first, again = (repeat_rare(pictures, 2, 0.9, seed=3) for _ in range(2))
    assert [id(one) for one in first] == [id(one) for one in again]
