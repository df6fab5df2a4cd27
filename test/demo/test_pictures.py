import numpy as np
import pytest

from vl4ad_ros.demo.pictures import Pair, compose, panel_size_hw
from vl4ad_ros.demo.summary import FrameRecord, Summary

RECORD = FrameRecord(10**9, 0.1, 0.05, ('rock',), (0.9,), 1.0)


def summary(size_hw, trained=True):
    return Summary(
        'drive', 'model', trained, 'ab', 'cpu', 0.5, '', size_hw, 1, 1, 0, 0, 1, (RECORD,)
    )


@pytest.mark.parametrize(
    'size_hw', [(1, 1), (36, 64), (360, 640), (361, 643), (1080, 1920), (3000, 400), (40, 4000)]
)
def test_panels_have_even_sizes_that_suit_a_screen(size_hw):
    height, width = panel_size_hw(size_hw)
    assert height % 2 == width % 2 == 0
    assert 2 <= height <= 720
    assert 2 <= width <= 960


def test_common_sizes_are_not_scaled():
    assert panel_size_hw((360, 640)) == (360, 640)
    assert panel_size_hw((540, 960)) == (540, 960)
    assert panel_size_hw((1080, 1920)) == (540, 960)


def test_camera_left_and_overlay_right():
    image, overlay = np.full((360, 640, 3), 10, np.uint8), np.full((360, 640, 3), 200, np.uint8)
    picture = compose(Pair(RECORD, image, overlay), summary((360, 640)))
    height, width = picture.shape[:2]
    assert height % 2 == width % 2 == 0
    assert (picture[height // 2, : width // 2 - 4] == 10).all()
    assert (picture[height // 2, width // 2 + 4 :] == 200).all()


def test_an_image_of_another_size_keeps_its_proportions():
    tall = np.full((720, 360, 3), 200, np.uint8)
    picture = compose(Pair(RECORD, tall, tall), summary((360, 640)))
    row = picture[picture.shape[0] // 2, :640, 0]
    assert 170 <= (row == 200).sum() <= 190


def test_an_untrained_network_is_named_in_the_picture():
    image = np.zeros((360, 640, 3), np.uint8)
    pair = Pair(RECORD, image, image)
    said, silent = (compose(pair, summary((360, 640), trained)) for trained in (False, True))
    changed = (said != silent).any(axis=2)
    assert changed[-38:].sum() > 300
    assert not changed[:-38].any()
