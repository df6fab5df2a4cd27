import numpy as np
import pytest

from vl4ad_ros.demo.screens import SCREEN_HW, foxglove_screen, read_recorded, rqt_screen
from vl4ad_ros.errors import DemoError


@pytest.fixture
def whole(record):
    def fill(recording):
        for index in range(3):
            recording.camera_image(index)
            recording.hazards(index, ('rock', 900.0 if index == 1 else 1.0, 0.9))
            recording.overlay(index, colour=(200, 10 * index, 0))
            recording.score(index, np.full((36, 64), index / 2, np.float32))
        recording.diagnostics(received=3, processed=3, dropped=0, rejected=0)

    return record(fill)


def test_the_most_anomalous_frame_is_shown(whole):
    recorded = read_recorded(whole)
    assert recorded.score.mean() == pytest.approx(0.5)
    assert recorded.overlay[0, 0].tolist() == [200, 10, 0]
    assert recorded.hazards.hazards[0].name == 'rock'
    assert recorded.dropped == [0, 0, 0]


@pytest.mark.parametrize('draw', [foxglove_screen, rqt_screen])
def test_screens_show_the_overlay_and_words(whole, draw):
    screen = draw(read_recorded(whole))
    assert screen.shape == (*SCREEN_HW, 3)
    assert (screen == (200, 10, 0)).all(2).mean() > 0.1, 'the overlay'
    assert len(np.unique(screen.reshape(-1, 3), axis=0)) > 100, 'letters'


def test_a_recording_without_scores_is_refused(record):
    def fill(recording):
        recording.camera_image(0)
        recording.hazards(0)
        recording.overlay(0)
        recording.diagnostics(received=1, processed=1)

    with pytest.raises(DemoError, match='lacks score or overlay'):
        read_recorded(record(fill))
