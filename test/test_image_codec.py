from array import array

import cv2
import numpy as np
import pytest

from vl4ad_ros.errors import ImageError
from vl4ad_ros.image_codec import decode_compressed, decode_raw

HEIGHT, WIDTH = 6, 8


def _picture(height=HEIGHT, width=WIDTH):
    """Smooth in space, so that colours shared between pixels lose little."""
    rows, columns = np.mgrid[0:height, 0:width]
    red = 40 + 20 * rows
    green = 200 - 12 * columns
    blue = 90 + 5 * rows + 5 * columns
    return np.stack([red, green, blue], axis=-1).astype(np.uint8)


def _grey(image):
    return np.repeat(image[..., :1], 3, axis=2)


def _alpha(image):
    return np.concatenate([image, np.full((*image.shape[:2], 1), 7, np.uint8)], axis=2)


def _sixteen(image, order):
    return (image.astype(np.uint16) * 256 + 77).astype(f'{order}u2')


RGB = _picture()
BGR = RGB[..., ::-1]
RED = RGB[..., 0]


@pytest.mark.parametrize(
    ('encoding', 'pixels', 'is_bigendian', 'expected'),
    [
        ('rgb8', RGB, False, RGB),
        ('bgr8', BGR, False, RGB),
        ('8UC3', BGR, False, RGB),
        ('rgba8', _alpha(RGB), False, RGB),
        ('bgra8', _alpha(BGR), False, RGB),
        ('8UC4', _alpha(BGR), False, RGB),
        ('mono8', RED, False, _grey(RGB)),
        ('mono8', RED, True, _grey(RGB)),
        ('8UC1', RED, False, _grey(RGB)),
        ('mono16', _sixteen(RED, '<'), False, _grey(RGB)),
        ('mono16', _sixteen(RED, '>'), True, _grey(RGB)),
        ('16UC1', _sixteen(RED, '<'), False, _grey(RGB)),
        ('rgb16', _sixteen(RGB, '>'), True, RGB),
        ('bgr16', _sixteen(BGR, '<'), False, RGB),
        ('32FC1', (RED / 255).astype('<f4'), False, _grey(RGB)),
        ('32FC1', (RED / 255).astype('>f4'), True, _grey(RGB)),
    ],
)
@pytest.mark.parametrize('padding', [0, 6])
def test_exact_encodings(encoding, pixels, is_bigendian, expected, padding):
    rows = np.frombuffer(pixels.tobytes(), np.uint8).reshape(HEIGHT, -1)
    rows = np.pad(rows, ((0, 0), (0, padding)), constant_values=255)
    image = decode_raw(encoding, HEIGHT, WIDTH, rows.shape[1], rows.tobytes(), is_bigendian)
    assert image.dtype == np.uint8
    np.testing.assert_array_equal(image, expected)


@pytest.mark.parametrize('pattern', ['rggb', 'bggr', 'gbrg', 'grbg'])
def test_bayer_patterns_keep_the_colour(pattern):
    colour = dict(zip('rgb', (200, 100, 30), strict=True))
    tile = np.array([colour[letter] for letter in pattern], np.uint8).reshape(2, 2)
    mosaic = np.tile(tile, (4, 4))
    eight = decode_raw(f'bayer_{pattern}8', 8, 8, 8, mosaic.tobytes())
    sixteen = decode_raw(f'bayer_{pattern}16', 8, 8, 16, _sixteen(mosaic, '<').tobytes())
    np.testing.assert_array_equal(eight, np.full((8, 8, 3), (200, 100, 30), np.uint8))
    np.testing.assert_array_equal(sixteen, eight)


BLOCKS = RGB[::2, ::2].repeat(2, axis=0).repeat(2, axis=1)  # sharing colour loses nothing


def _planes(image):
    planar = cv2.cvtColor(image, cv2.COLOR_RGB2YUV_I420).reshape(-1)
    luma, blue, red = np.split(planar, [HEIGHT * WIDTH, HEIGHT * WIDTH * 5 // 4])
    half = (HEIGHT // 2, WIDTH // 2)
    return luma.reshape(HEIGHT, WIDTH), blue.reshape(half), red.reshape(half)


@pytest.mark.parametrize(
    ('encoding', 'luma_at'), [('yuv422', 1), ('uyvy', 1), ('yuv422_yuy2', 0), ('yuyv', 0)]
)
def test_packed_yuv(encoding, luma_at):
    luma, blue, red = _planes(BLOCKS)
    packed = np.empty((HEIGHT, WIDTH, 2), np.uint8)
    packed[..., luma_at] = luma
    packed[:, 0::2, 1 - luma_at] = blue.repeat(2, axis=0)
    packed[:, 1::2, 1 - luma_at] = red.repeat(2, axis=0)
    image = decode_raw(encoding, HEIGHT, WIDTH, WIDTH * 2, packed.tobytes())
    assert np.abs(image.astype(int) - BLOCKS).max() <= 3


@pytest.mark.parametrize('encoding', ['nv12', 'nv21'])
def test_planar_yuv(encoding):
    luma, blue, red = _planes(BLOCKS)
    pairs = (blue, red) if encoding == 'nv12' else (red, blue)
    data = luma.tobytes() + np.stack(pairs, axis=-1).tobytes()
    image = decode_raw(encoding, HEIGHT, WIDTH, WIDTH, data)
    assert np.abs(image.astype(int) - BLOCKS).max() <= 3


def test_nv24_has_a_colour_for_each_pixel():
    luma, blue, red = _planes(BLOCKS)
    pairs = np.stack([blue, red], axis=-1).repeat(2, 0).repeat(2, 1)
    image = decode_raw('nv24', HEIGHT, WIDTH, WIDTH, luma.tobytes() + pairs.tobytes())
    assert np.abs(image.astype(int) - BLOCKS).max() <= 3
    half = pairs.copy()
    half[:, 1::2] = 128  # every second column without colour, which nv12 could not say
    image = decode_raw('nv24', HEIGHT, WIDTH, WIDTH, luma.tobytes() + half.tobytes())
    assert np.abs(image[:, ::2].astype(int) - BLOCKS[:, ::2]).max() <= 3
    assert np.ptp(image[:, 1::2].astype(int), axis=2).max() <= 1


def test_rgb8_is_not_copied():
    data = array('B', RGB.tobytes())
    image = decode_raw('rgb8', HEIGHT, WIDTH, WIDTH * 3, data)
    data[0] = 1
    assert image[0, 0, 0] == 1


def test_float_beyond_its_range_is_cut_off():
    values = np.array([[-3.0, 0.5, 7.0]], np.float32)
    image = decode_raw('32FC1', 1, 3, 12, values.tobytes())
    assert image[0, :, 0].tolist() == [0, 128, 255]


NAN = np.array([[0.5, np.nan]], '<f4').tobytes()
INFINITE = np.array([[0.5, np.inf]], '<f4').tobytes()


@pytest.mark.parametrize(
    ('reason', 'encoding', 'height', 'width', 'step', 'data'),
    [
        ('bad_step', 'rgb8', 2, 2, 5, bytes(10)),
        ('bad_step', 'mono16', 2, 2, 3, bytes(6)),
        ('bad_step', 'rgb8', 2, 2, 0, bytes(12)),
        ('bad_size', 'rgb8', 2, 2, 6, bytes(11)),
        ('bad_size', 'rgb8', 2, 2, 6, bytes(13)),
        ('bad_size', 'rgb8', 2, 2, 6, b''),
        ('bad_size', 'yuv422', 2, 3, 6, bytes(12)),
        ('bad_size', 'nv12', 3, 2, 2, bytes(9)),
        ('unknown_encoding', 'hsv8', 2, 2, 6, bytes(12)),
        ('unknown_encoding', '', 2, 2, 6, bytes(12)),
        ('zero_size', 'rgb8', 0, 2, 6, b''),
        ('zero_size', 'rgb8', 2, 0, 0, b''),
        ('non_finite', '32FC1', 1, 2, 8, NAN),
        ('non_finite', '32FC1', 1, 2, 8, INFINITE),
    ],
)
def test_refused_images_have_a_reason(reason, encoding, height, width, step, data):
    with pytest.raises(ImageError) as caught:
        decode_raw(encoding, height, width, step, data)
    assert caught.value.reason == reason


def _encoded(extension, *options):
    picture = cv2.resize(_picture(12, 16), (160, 120), interpolation=cv2.INTER_CUBIC)
    return picture, cv2.imencode(extension, picture[..., ::-1], options)[1].tobytes()


@pytest.mark.parametrize('extension', ['.jpg', '.png', '.webp', '.bmp'])
def test_compressed_images_come_back(extension):
    picture, data = _encoded(extension)
    image = decode_compressed(f'bgr8; {extension[1:]} compressed bgr8', array('B', data))
    assert np.abs(image.astype(int) - picture).max() < 24


def test_sixteen_bit_png_becomes_eight():
    data = cv2.imencode('.png', _sixteen(RED, '='))[1].tobytes()
    np.testing.assert_array_equal(decode_compressed('png', data), _grey(RGB))


@pytest.mark.parametrize('progressive', [0, 1])
@pytest.mark.parametrize('part', [0.3, 0.9, 0.999])
def test_cut_jpeg_is_refused(progressive, part):
    _, data = _encoded('.jpg', cv2.IMWRITE_JPEG_PROGRESSIVE, progressive)
    with pytest.raises(ImageError) as caught:
        decode_compressed('jpeg', data[: int(len(data) * part)])
    assert caught.value.reason == 'bad_compressed'


def test_cut_jpeg_with_a_whole_thumbnail_is_refused():
    _, thumbnail = _encoded('.jpg')
    _, data = _encoded('.jpg')
    segment = b'\xff\xe1' + (len(thumbnail) + 2).to_bytes(2, 'big') + thumbnail
    whole = data[:2] + segment + data[2:]
    assert decode_compressed('jpeg', whole).shape == (120, 160, 3)
    with pytest.raises(ImageError) as caught:
        decode_compressed('jpeg', whole[:-40])
    assert caught.value.reason == 'bad_compressed'


def test_bytes_after_the_end_of_a_jpeg_do_not_matter():
    _, data = _encoded('.jpg')
    assert decode_compressed('jpeg', data + bytes(50)).shape == (120, 160, 3)


@pytest.mark.parametrize(
    ('reason', 'format_name', 'data'),
    [
        ('zero_size', 'jpeg', b''),
        ('unknown_encoding', 'h264', bytes(100)),
        ('unknown_encoding', '16UC1; compressedDepth png', bytes(12) + _encoded('.png')[1]),
        ('bad_compressed', 'png', _encoded('.png')[1][:-30]),
        ('bad_compressed', 'jpeg', b'\xff\xd8\xff'),
        ('bad_compressed', 'jpeg', b'\xff\xd8\xff\xd9'),
    ],
)
def test_refused_compressed_images_have_a_reason(reason, format_name, data):
    with pytest.raises(ImageError) as caught:
        decode_compressed(format_name, data)
    assert caught.value.reason == reason
