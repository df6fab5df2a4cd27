import numpy as np

from vl4ad_ros.demo.schedule import STILL_FRAMES, due_frames, frames_to_play
from vl4ad_ros.structures import Frame


def frames(*stamps_ns):
    return [Frame(np.full((2, 2, 3), i, np.uint8), stamp) for i, stamp in enumerate(stamps_ns)]


def due(*stamps_ns):
    return [(int(image[0, 0, 0]), due_ns) for image, due_ns in due_frames(frames(*stamps_ns))]


def test_times_count_from_the_first_image():
    assert due(70, 80, 110) == [(0, 0), (1, 10), (2, 40)]


def test_one_picture_is_shown_for_a_while():
    shown = due(5)
    assert len(shown) == STILL_FRAMES == frames_to_play(1)
    assert shown[:2] == [(0, 0), (0, 100_000_000)]


def test_an_image_without_a_later_stamp_is_left_out():
    assert due(0, 0, 10, 5, 20) == [(0, 0), (2, 10), (4, 20)]


def test_a_drive_without_frames_is_over_at_once():
    assert due() == []


def test_numbers_of_images():
    assert [frames_to_play(count) for count in (None, 2, 50)] == [None, 2, 50]
