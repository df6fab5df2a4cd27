import tracemalloc
from pathlib import Path

import cv2
import pytest

from vl4ad_ros.drives.drive import open_drive
from vl4ad_ros.errors import DriveError
from vl4ad_ros.paths import share_directory

REAL = share_directory().parent / 'shared' / 'data' / 'drive'
needs_real_drive = pytest.mark.skipif(
    not REAL.is_dir(), reason='the folder ../shared with a real drive is not here'
)


def _write_pictures(folder, picture, count=4):
    folder.mkdir()
    for index in range(count):
        cv2.imwrite(str(folder / f'{index}.png'), picture(index)[..., ::-1])
    return folder


@pytest.fixture
def drives(tmp_path, write_video, write_bag, messages, picture):
    """Four frames in each way to store them."""
    rows = [('/i', 10**9 * i, messages.image(i, 10**9 * i + 5)) for i in range(1, 5)]
    bag = write_bag(tmp_path / 'bag', rows)
    return {
        'bag': bag,
        'bag file': next(bag.glob('*.mcap')),
        'video': write_video(tmp_path / 'video.mp4', 4),
        'pictures': _write_pictures(tmp_path / 'pictures', picture),
    }


@pytest.mark.parametrize(
    ('kind', 'name', 'fps'),
    [
        ('bag', 'bag /i', 1),
        ('bag file', 'bag.mcap /i', 1),
        ('video', 'video.mp4', 25),
        ('pictures', 'pictures', 10),
    ],
)
def test_the_kind_is_found_out(drives, kind, name, fps):
    drive = open_drive(drives[kind])
    assert (drive.name, drive.fps, drive.frame_count) == (name, pytest.approx(fps), 4)
    assert len(list(drive)) == 4


@pytest.mark.parametrize('kind', ['bag', 'bag file', 'video', 'pictures'])
def test_a_rate_of_choice_spaces_all_frames_evenly(drives, kind):
    own = open_drive(drives[kind])
    drive = open_drive(drives[kind], fps=5)
    assert (drive.name, drive.fps, drive.frame_count) == (own.name, 5, 4)
    first_ns = next(iter(own)).stamp_ns
    stamps = [frame.stamp_ns for frame in drive]
    assert stamps == [first_ns + index * 200_000_000 for index in range(4)]


@pytest.mark.parametrize('fps', [0, -1, float('nan'), float('inf'), 1e9])
def test_impossible_rates_are_refused(drives, fps):
    with pytest.raises(DriveError, match='frames a second: give a rate above 0'):
        open_drive(drives['video'], fps)


def test_a_topic_is_for_bags(drives):
    assert open_drive(drives['bag'], topic='/i').name == 'bag /i'
    with pytest.raises(DriveError, match='is no bag, so it has no topic /i'):
        open_drive(drives['video'], topic='/i')


@pytest.mark.parametrize('name', ['absent', 'absent.mp4', 'absent.mcap', 'absent/absent.png'])
def test_a_missing_path_is_refused(tmp_path, name):
    with pytest.raises(DriveError, match=r'cannot be read \(No such file or directory\): give a'):
        open_drive(tmp_path / name)


@pytest.mark.parametrize('kind', ['bag', 'video', 'pictures'])
def test_memory_stays_flat(tmp_path, write_video, write_bag, messages, picture, kind):
    count = 1200
    if kind == 'bag':
        rows = [('/i', i + 1, messages.image(i, i + 1)) for i in range(count)]
        path = write_bag(tmp_path / 'bag', rows)
    elif kind == 'video':
        path = write_video(tmp_path / 'video.avi', count, codec='mjpeg')
    else:
        path = _write_pictures(tmp_path / 'pictures', picture, count)
    drive = open_drive(path)
    total = sum(frame.image.nbytes for frame in drive)
    tracemalloc.start()
    try:
        assert sum(1 for _ in drive) == count
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < total / 4


@needs_real_drive
def test_a_real_clip():
    drive = open_drive(REAL / 'highway.mp4')
    assert (drive.name, drive.fps, drive.frame_count) == ('highway.mp4', 25, 221)
    frames = list(drive)
    assert len(frames) == 221
    assert frames[0].size_hw == (540, 960)
    assert [frame.stamp_ns for frame in frames] == [index * 40_000_000 for index in range(221)]


@needs_real_drive
@pytest.mark.parametrize('size', [1000, 60_000, 1_300_000, 2_640_000])
def test_a_real_clip_that_is_cut_short(tmp_path, size):
    path = tmp_path / 'cut.mp4'
    path.write_bytes((REAL / 'highway.mp4').read_bytes()[:size])
    with pytest.raises(DriveError, match='cut short'):
        open_drive(path)


@needs_real_drive
def test_real_stills():
    names = [path.name for path in sorted(Path(REAL).glob('*.jpg'))]
    drive = open_drive(REAL)
    assert [path.name for path in drive.paths] == names
    assert [frame.size_hw for frame in drive] == [(540, 960)] * 3
