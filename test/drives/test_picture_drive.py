import cv2
import numpy as np
import pytest

from vl4ad_ros.drives.picture_drive import PICTURE_FPS, open_pictures
from vl4ad_ros.errors import DriveError


def _save(path, image):
    assert cv2.imwrite(str(path), image[..., ::-1])


def test_pictures_come_in_the_order_of_their_numbers(tmp_path, picture, index_of):
    names = ['f0.png', 'f1.jpg', 'f2.JPEG', 'f03.webp', 'f9.bmp', 'f10.PNG', 'f11b.jpg']
    for index, name in reversed(list(enumerate(names))):
        _save(tmp_path / name, picture(index))
    drive = open_pictures(tmp_path)
    assert (drive.name, drive.fps, drive.frame_count) == (tmp_path.name, PICTURE_FPS, 7)
    frames = list(drive)
    assert [index_of(frame.image) for frame in frames] == list(range(7))
    assert [frame.stamp_ns for frame in frames] == [index * 10**8 for index in range(7)]


@pytest.mark.parametrize('name', ['a²1.png', '٣.png', '1.png', '01.png', '.png.png', '1_1_1.png'])
def test_odd_names_can_be_sorted(tmp_path, picture, name):
    _save(tmp_path / 'frame 1.png', picture(1))
    _save(tmp_path / '-1.png', picture(1))
    _save(tmp_path / name, picture(1))
    assert len(list(open_pictures(tmp_path))) in (2, 3)


def test_other_files_are_left_alone(tmp_path, picture):
    _save(tmp_path / 'frame.png', picture(1))
    (tmp_path / '._frame.png').write_bytes(b'of another system')
    (tmp_path / 'notes.txt').write_text('sunny')
    (tmp_path / 'folder.png').mkdir()
    assert open_pictures(tmp_path).frame_count == 1


def test_one_picture_is_a_drive_of_one_frame(tmp_path, picture):
    path = tmp_path / 'one.png'
    _save(path, picture(3))
    drive = open_pictures(path)
    assert drive.frame_count == 1
    (frame,) = drive
    np.testing.assert_array_equal(frame.image, picture(3))
    assert frame.stamp_ns == 0


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(DriveError, match='holds neither a bag nor pictures'):
        open_pictures(tmp_path)


@pytest.mark.parametrize('data', [b'', b'no picture', None])
def test_a_damaged_first_picture_is_refused_at_once(tmp_path, picture, data):
    path = tmp_path / 'a.jpg'
    _save(path, picture(1))
    path.write_bytes(path.read_bytes()[:-20] if data is None else data)
    with pytest.raises(DriveError, match=r'a\.jpg is no picture'):
        open_pictures(tmp_path)


def test_a_damaged_later_picture_is_named(tmp_path, picture):
    for index in range(3):
        _save(tmp_path / f'{index}.jpg', picture(index))
    (tmp_path / '2.jpg').write_bytes((tmp_path / '2.jpg').read_bytes()[:-20])
    frames = iter(open_pictures(tmp_path))
    assert next(frames).stamp_ns == 0
    assert next(frames).stamp_ns == 10**8
    with pytest.raises(DriveError, match=r'2\.jpg is no picture'):
        next(frames)


def test_a_picture_that_went_away_is_named(tmp_path, picture):
    for index in range(2):
        _save(tmp_path / f'{index}.png', picture(index))
    drive = open_pictures(tmp_path)
    (tmp_path / '1.png').unlink()
    with pytest.raises(DriveError, match=r'1\.png cannot be read'):
        list(drive)
