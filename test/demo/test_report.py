import av
import cv2
import numpy as np
import pytest

from vl4ad_ros.demo.report import write_report
from vl4ad_ros.demo.summary import read_summary
from vl4ad_ros.errors import DemoError


@pytest.fixture
def whole(record):
    """A recording of frames 0, 1, 5 and 6; the fifth is the most anomalous."""

    def fill(recording):
        for index in range(7):
            recording.camera_image(index, brightness=20 * index)
        for index in (0, 1, 5, 6):
            recording.hazards(index, ('rock', 900.0 if index == 5 else 1.0, 0.9))
            recording.overlay(index, colour=(30 * index, 0, 0))
        recording.diagnostics(received=7, processed=4, dropped=3, rejected=0)

    return record(fill)


def report(bag, tmp_path, truth=()):
    out = tmp_path / 'out'
    out.mkdir()
    steps = []
    write_report(bag, read_summary(bag), truth, out, steps.append)
    return out, steps


def test_files_and_progress(whole, tmp_path):
    out, steps = report(whole, tmp_path)
    assert sorted(path.name for path in out.iterdir()) == [
        'index.html',
        'overlay.mp4',
        'overlay.png',
    ]
    assert steps == [1, 2, 3, 4]


def test_the_video_shows_each_frame_at_its_own_time(whole, tmp_path):
    out, _ = report(whole, tmp_path)
    with av.open(str(out / 'overlay.mp4')) as video:
        stream = video.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ('h264', 'yuv420p')
        frames = list(video.decode(stream))
    times = [float(frame.pts * frame.time_base) for frame in frames]
    # The last one is shown for a while, which takes a second copy.
    assert times == pytest.approx([0, 0.1, 0.5, 0.6, 1.1], abs=1e-3)
    middle = frames[2].to_ndarray(format='rgb24')
    height, width = middle.shape[:2]
    left = middle[height // 2, width // 4].astype(int)
    right = middle[height // 2, 3 * width // 4].astype(int)
    assert np.abs(left - 100).max() < 12  # the camera's image 5, not the one before
    assert np.abs(right - (150, 0, 0)).max() < 30


def test_the_picture_is_the_most_anomalous_frame(whole, tmp_path):
    out, _ = report(whole, tmp_path)
    picture = cv2.imread(str(out / 'overlay.png'))
    height, width = picture.shape[:2]
    assert np.abs(picture[height // 2, width // 4].astype(int) - 100).max() < 4


def test_the_page_shows_what_lies_beside_it(whole, tmp_path):
    out, _ = report(whole, tmp_path)
    page = (out / 'index.html').read_text()
    for part in ('src="overlay.mp4"', 'src="overlay.png"', 'tiny@0123456789ab', 'a &lt;drive&gt;'):
        assert part in page
    assert 'untrained' not in page
    assert 'truth' not in page


def test_figures_against_the_truth_are_on_the_page(whole, tmp_path):
    out, _ = report(whole, tmp_path, truth=[('AP', '87.6 %')])
    page = (out / 'index.html').read_text()
    assert 'Against the truth of this rendered drive' in page
    assert '87.6 %' in page


def test_one_processed_frame_makes_a_video_too(record, tmp_path):
    def fill(recording):
        recording.camera_image(0)
        recording.overlay(0)
        recording.hazards(0)
        recording.diagnostics(trained=False, received=1, processed=1)

    out, _ = report(record(fill), tmp_path)
    with av.open(str(out / 'overlay.mp4')) as video:
        assert len(list(video.decode(video=0))) == 2
    assert 'This model bundle is untrained' in (out / 'index.html').read_text()


def test_a_missing_overlay_is_an_error(record, tmp_path):
    def fill(recording):
        for index in range(2):
            recording.camera_image(index)
            recording.hazards(index)
        recording.overlay(0)
        recording.diagnostics(received=2, processed=2)

    with pytest.raises(DemoError, match='only 1 of 2 processed frames'):
        report(record(fill), tmp_path)
