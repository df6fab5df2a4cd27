import pytest

from vl4ad_ros.demo.summary import read_summary
from vl4ad_ros.errors import DemoError


def four_of_six(recording):
    for index in range(6):
        recording.camera_image(index)
    recording.hazards(0)
    recording.hazards(1, ('rock', 100.0, 0.75))
    recording.hazards(3, ('rock', 10.0, 0.875), ('unknown', 200.0, 0.5))
    recording.hazards(4)
    recording.diagnostics(at_ns=1_700_000_000_300_000_000, received=3, processed=2, dropped=1)
    recording.diagnostics(received=5, processed=4, dropped=1, rejected=0)


def test_everything_comes_from_the_recording(record):
    summary = read_summary(record(four_of_six))
    assert summary.drive == 'a <drive>'
    assert summary.model == 'tiny@0123456789ab'
    assert summary.trained
    assert summary.provider == 'cpu'
    assert summary.size_hw == (36, 64)
    assert (summary.sent, summary.received, summary.lost) == (6, 5, 1)
    assert (summary.processed, summary.dropped, summary.rejected) == (4, 1, 0)
    assert summary.frames_with_hazards == 2
    assert summary.frames[2].names == ('rock', 'unknown')


def test_figures_of_time(record):
    summary = read_summary(record(four_of_six))
    assert summary.duration_s == pytest.approx(0.4)
    assert summary.fps == pytest.approx(3 / 0.4)
    assert summary.age_ms(50) == pytest.approx(50)
    assert summary.latency_ms(95) == pytest.approx(30)


def test_the_most_anomalous_frame_has_most_area_times_score(record):
    summary = read_summary(record(four_of_six))
    assert summary.most_anomalous is summary.frames[2]


def test_a_bundle_that_says_so_is_untrained(record):
    def fill(recording):
        recording.hazards(0)
        recording.diagnostics(trained=False, received=1, processed=1)

    assert not read_summary(record(fill)).trained


def test_no_processed_frame_is_an_error_that_says_what_arrived(record):
    def fill(recording):
        recording.camera_image(0)
        recording.camera_image(1)
        recording.diagnostics(received=2, processed=0, dropped=0, rejected=2)

    with pytest.raises(DemoError, match='sent 2, the node received 2 and rejected 2'):
        read_summary(record(fill))


@pytest.mark.parametrize('processed', [1, 3])
def test_another_number_of_hazard_messages_than_frames_is_an_error(record, processed):
    def fill(recording):
        recording.hazards(0)
        recording.hazards(1)
        recording.diagnostics(received=3, processed=processed)

    with pytest.raises(DemoError, match=f'processed {processed} frames, but 2 hazard messages'):
        read_summary(record(fill))
