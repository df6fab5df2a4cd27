import re
import struct

import numpy as np
import pytest

from vl4ad_ros.drives.video_drive import open_video
from vl4ad_ros.errors import DriveError

FRONT = {'movflags': 'faststart'}  # the table of contents stands at the front of the file
PIECES = {'movflags': 'frag_keyframe+empty_moov'}
KINDS = [
    ('a.mp4', 'mpeg4', {}),
    ('b.mp4', 'mpeg4', FRONT),
    ('c.mp4', 'mpeg4', PIECES),
    ('d.mov', 'mjpeg', FRONT),
    ('e.mkv', 'mpeg4', {}),
    ('f.avi', 'mjpeg', {}),
    ('g.ts', 'mpeg2video', {}),
    ('h.MP4', 'mpeg4', {}),
]


@pytest.mark.parametrize(('name', 'codec', 'options'), KINDS)
def test_all_frames_come_in_order(tmp_path, write_video, index_of, name, codec, options):
    drive = open_video(write_video(tmp_path / name, codec=codec, options=options))
    assert drive.name == name
    assert drive.frame_count == 10
    assert drive.fps == pytest.approx(25, rel=1e-3)
    for _ in range(2):
        frames = list(drive)
        assert [index_of(frame.image) for frame in frames] == list(range(10))
        stamps = [frame.stamp_ns for frame in frames]
        np.testing.assert_allclose(stamps, np.arange(10) * 40_000_000, atol=1_000_000)


def test_stamps_are_those_of_the_file(tmp_path, write_video):
    ticks = [100, 101, 105, 106, 112]
    drive = open_video(write_video(tmp_path / 'a.mkv', 5, codec='mjpeg', pts=ticks))
    stamps = [frame.stamp_ns for frame in drive]
    assert stamps == [(tick - 100) * 40_000_000 for tick in ticks]
    assert drive.fps == pytest.approx(4 / (12 * 0.04), rel=1e-2)


def test_tags_may_be_in_any_character_set(tmp_path, write_video):
    path = write_video(tmp_path / 'a.mp4')
    data = path.read_bytes()
    assert b'VideoHandler' in data
    path.write_bytes(data.replace(b'VideoHandler', 'VidéoHandler'.encode('latin-1')))
    assert open_video(path).frame_count == 10


def test_a_single_frame(tmp_path, write_video):
    drive = open_video(write_video(tmp_path / 'a.mp4', count=1))
    assert drive.frame_count == 1
    assert drive.fps == 25
    assert [frame.stamp_ns for frame in drive] == [0]


# The first four numbers of the display matrix in a track's header, of ISO/IEC 14496-12, and
# the quarter turns counterclockwise that they ask for.
TURNS = [((0, 1, -1, 0), 3), ((-1, 0, 0, -1), 2), ((0, -1, 1, 0), 1)]


@pytest.mark.parametrize(('matrix', 'quarters'), TURNS)
def test_a_turned_video_is_shown_upright(tmp_path, write_video, matrix, quarters):
    path = write_video(tmp_path / 'a.mp4')
    upright = next(iter(open_video(path)))
    data = bytearray(path.read_bytes())
    start = data.index(b'tkhd') + 44
    a, b, c, d = (number << 16 for number in matrix)
    data[start : start + 20] = struct.pack('>5i', a, b, 0, c, d)
    path.write_bytes(data)
    turned = next(iter(open_video(path)))
    np.testing.assert_array_equal(turned.image, np.rot90(upright.image, quarters))


@pytest.mark.parametrize(
    ('name', 'codec', 'options'), [kind for kind in KINDS if 'ts' not in kind[0]]
)
@pytest.mark.parametrize('part', [0.2, 0.5, 0.8])
def test_a_cut_video_is_refused_before_it_plays(tmp_path, write_video, name, codec, options, part):
    path = write_video(tmp_path / name, count=60, codec=codec, options=options)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(DriveError, match='cut short') as caught:
        open_video(path)
    assert '\n' not in str(caught.value)


def test_a_cut_between_two_frames_is_refused(tmp_path, write_video):
    path = write_video(tmp_path / 'a.mov', codec='mjpeg', options=FRONT)
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b'\xff\xd8\xff')])  # the last JPEG is gone, and whole
    with pytest.raises(DriveError, match='cut short after 9 of 10 frames'):
        open_video(path)


@pytest.mark.parametrize('data', [b'', b'hello world\n' * 100, bytes(10_000), b'#EXTM3U\n/etc/x'])
@pytest.mark.parametrize('name', ['a.mp4', 'a.txt', 'a.m3u8', 'a'])
def test_what_is_no_video_is_refused(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DriveError, match='is no bag, video or picture') as caught:
        open_video(path)
    assert '\n' not in str(caught.value)


def test_sound_alone_is_refused(tmp_path, write_sound):
    with pytest.raises(DriveError, match='has no pictures: it is sound alone'):
        open_video(write_sound(tmp_path / 'a.mp4'))


def test_a_video_that_went_away_is_named(tmp_path, write_video):
    path = write_video(tmp_path / 'a.mp4')
    drive = open_video(path)
    path.unlink()
    with pytest.raises(DriveError, match=r'a\.mp4 is damaged after 0 frames'):
        list(drive)


def test_damage_inside_is_named(tmp_path, write_video):
    path = write_video(tmp_path / 'a.mov', codec='mjpeg', options=FRONT)
    data = bytearray(path.read_bytes())
    frames = [match.start() for match in re.finditer(b'\xff\xd8\xff', data)]
    data[frames[4] : frames[5]] = bytes(frames[5] - frames[4])
    path.write_bytes(data)
    with pytest.raises(DriveError, match='is damaged after 4 frames'):
        list(open_video(path))
