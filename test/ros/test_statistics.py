import pytest

from vl4ad_ros.ros.statistics import FrameStatistics


def test_every_received_frame_is_in_one_count():
    statistics = FrameStatistics()
    for _ in range(6):
        statistics.count_received()
    statistics.count_dropped(2)
    statistics.count_rejected('bad_step', 'the step is wrong')
    for index in range(2):
        statistics.count_processed(10 + index / 4, 20.0 + index, {'network': 0.1})
    snapshot = statistics.snapshot()
    assert (snapshot.received, snapshot.processed, snapshot.dropped) == (6, 2, 2)
    assert snapshot.rejected == {'bad_step': 1}
    assert snapshot.waiting == 1
    assert snapshot.fps == pytest.approx(4)
    assert snapshot.age_p50_ms == pytest.approx(20.5)
    assert snapshot.stage_p50_ms == {'network': pytest.approx(100)}
    assert snapshot.last_error == 'the step is wrong'


def test_losses_are_reported_once():
    statistics = FrameStatistics()
    statistics.count_dropped()
    statistics.count_rejected('zero_size', '')
    assert statistics.take_unreported() == 2
    assert statistics.take_unreported() == 0


def test_nothing_processed_has_no_rate_and_no_age():
    snapshot = FrameStatistics().snapshot()
    assert str(snapshot.fps) == str(snapshot.age_p95_ms) == 'nan'
