"""From the bytes of a camera image to RGB, whatever its encoding: numpy and OpenCV, no ROS."""

import re
from array import array
from typing import Any, NamedTuple, TypeAlias

import cv2
import numpy as np

from .errors import ImageError
from .structures import UInt8Array

Buffer: TypeAlias = 'bytes | bytearray | memoryview | array[int] | UInt8Array'

_JPEG_START = b'\xff\xd8\xff'
_JPEG_MARKER = re.compile(rb'\xff[^\x00\xff\xd0-\xd7]')  # neither a stuffed byte nor a restart
_SIGNATURES = (_JPEG_START, b'\x89PNG\r\n\x1a\n', b'RIFF', b'BM')


class _Layout(NamedTuple):
    """How one pixel lies in memory, and what OpenCV does to make RGB of it."""

    channels: int
    code: int | None  # None: it is RGB already
    pixel_bytes: int  # of one channel: 2 for 16 bits, of which the high byte is taken


def _both_depths(eight: str, sixteen: str, channels: int, code: int | None) -> dict[str, _Layout]:
    return {eight: _Layout(channels, code, 1), sixteen: _Layout(channels, code, 2)}


# Names from sensor_msgs/image_encodings.hpp. OpenCV names a Bayer pattern by its second row.
_LAYOUTS: dict[str, _Layout] = {
    **_both_depths('rgb8', 'rgb16', 3, None),
    **_both_depths('bgr8', 'bgr16', 3, cv2.COLOR_BGR2RGB),
    **_both_depths('rgba8', 'rgba16', 4, cv2.COLOR_RGBA2RGB),
    **_both_depths('bgra8', 'bgra16', 4, cv2.COLOR_BGRA2RGB),
    **_both_depths('mono8', 'mono16', 1, cv2.COLOR_GRAY2RGB),
    **_both_depths('8UC1', '16UC1', 1, cv2.COLOR_GRAY2RGB),
    **_both_depths('8UC3', '16UC3', 3, cv2.COLOR_BGR2RGB),
    **_both_depths('8UC4', '16UC4', 4, cv2.COLOR_BGRA2RGB),
    **_both_depths('bayer_rggb8', 'bayer_rggb16', 1, cv2.COLOR_BayerBG2RGB),
    **_both_depths('bayer_bggr8', 'bayer_bggr16', 1, cv2.COLOR_BayerRG2RGB),
    **_both_depths('bayer_gbrg8', 'bayer_gbrg16', 1, cv2.COLOR_BayerGR2RGB),
    **_both_depths('bayer_grbg8', 'bayer_grbg16', 1, cv2.COLOR_BayerGB2RGB),
}
# Two pixels share their colour, so the width is even.
_PACKED_YUV: dict[str, int] = {
    'yuv422': cv2.COLOR_YUV2RGB_UYVY,
    'uyvy': cv2.COLOR_YUV2RGB_UYVY,
    'yuv422_yuy2': cv2.COLOR_YUV2RGB_YUY2,
    'yuyv': cv2.COLOR_YUV2RGB_YUY2,
}
# Brightness of all pixels, then the colour of each four; width and height are even.
_PLANAR_YUV: dict[str, int] = {
    'nv12': cv2.COLOR_YUV2RGB_NV12,
    'nv21': cv2.COLOR_YUV2RGB_NV21,
}


def decode_message(message: Any) -> UInt8Array:  # (H, W, 3) RGB
    """
    Return the image of a sensor_msgs/Image or CompressedImage, as rclpy or rosbags gives it.

    Raises ImageError as decode_raw and decode_compressed do.
    """
    if hasattr(message, 'format'):
        return decode_compressed(message.format, message.data)
    return decode_raw(
        message.encoding,
        message.height,
        message.width,
        message.step,
        message.data,
        bool(message.is_bigendian),
    )


def decode_raw(
    encoding: str,  # as in sensor_msgs/Image
    height: int,
    width: int,
    step: int,  # bytes from one row to the next
    data: Buffer,
    is_bigendian: bool = False,
) -> UInt8Array:  # (H, W, 3) RGB
    """
    Return a plain image as RGB; rgb8 is not copied, and is then as read-only as the data.

    Of 16-bit images the high byte is taken: 0 to 65535 becomes 0 to 255. A 32FC1 image goes
    from 0 (black) to 1 (white); what lies beyond is cut off.

    Raises ImageError with the reason zero_size, unknown_encoding, bad_step, bad_size or
    non_finite.
    """
    if height <= 0 or width <= 0:
        raise ImageError('zero_size', f'the image is empty: it is {width} x {height} pixels')
    if layout := _LAYOUTS.get(encoding):
        row_bytes = width * layout.channels * layout.pixel_bytes
        rows = _rows(encoding, height, row_bytes, step, data)
        return _decode_pixels(layout, rows, width, is_bigendian)
    if encoding in _PACKED_YUV:
        _check_even(encoding, width=width)
        packed = _rows(encoding, height, width * 2, step, data).reshape(height, width, 2)
        return _to_rgb(packed, _PACKED_YUV[encoding])
    if encoding in _PLANAR_YUV:
        _check_even(encoding, width=width, height=height)
        planes = _rows(encoding, height * 3 // 2, width, step, data)
        return _to_rgb(planes, _PLANAR_YUV[encoding])
    if encoding == 'nv24':
        return _decode_nv24(_rows(encoding, height * 3, width, step, data))
    if encoding == '32FC1':
        return _decode_float(_rows(encoding, height, width * 4, step, data), is_bigendian)
    raise ImageError(
        'unknown_encoding',
        f'the encoding {encoding!r} is not known; publish for example rgb8, bgr8 or mono8',
    )


def decode_compressed(
    format: str,  # noqa: A002  as in sensor_msgs/CompressedImage; only names it in messages
    data: Buffer,
) -> UInt8Array:  # (H, W, 3) RGB
    """
    Return a JPEG, PNG, WebP or BMP image as RGB; what it is, is read from its first bytes.

    Raises ImageError with the reason zero_size, unknown_encoding or bad_compressed.
    """
    encoded = np.frombuffer(data, np.uint8)
    if encoded.size == 0:
        raise ImageError('zero_size', 'the compressed image holds no bytes')
    if not encoded[:16].tobytes().startswith(_SIGNATURES):
        raise ImageError(
            'unknown_encoding',
            f'the data that are said to be {format!r} begin as no known format does; '
            'publish JPEG or PNG',
        )
    image = None
    # OpenCV 4 fills the missing part of a cut JPEG with grey and says nothing.
    if encoded[:3].tobytes() != _JPEG_START or _is_complete_jpeg(encoded.tobytes()):
        try:
            image = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
        except cv2.error:  # for example a size beyond OpenCV's limit
            image = None
    if image is None:
        raise ImageError(
            'bad_compressed',
            f'the compressed image ({format!r}, {encoded.size} bytes) is damaged or cut short',
        )
    return _to_rgb(image, cv2.COLOR_BGR2RGB)


def _decode_pixels(
    layout: _Layout, rows: UInt8Array, width: int, is_bigendian: bool
) -> UInt8Array:
    pixels = rows.reshape(len(rows), width, layout.channels, layout.pixel_bytes)
    high_bytes = pixels[..., 0 if is_bigendian or layout.pixel_bytes == 1 else 1]  # (H, W, C)
    return high_bytes if layout.code is None else _to_rgb(high_bytes, layout.code)


def _decode_nv24(rows: UInt8Array) -> UInt8Array:  # (3 * H, W): brightness, then colour pairs
    """Decode by way of nv12, which OpenCV knows: it has one colour for each four pixels."""
    height = len(rows) // 3
    brightness = rows[:height].repeat(2, 0).repeat(2, 1)
    colour = np.ascontiguousarray(rows[height:]).reshape(height, -1)  # (H, 2 * W)
    return _to_rgb(np.concatenate([brightness, colour]), cv2.COLOR_YUV2RGB_NV12)[::2, ::2]


def _decode_float(rows: UInt8Array, is_bigendian: bool) -> UInt8Array:  # (H, W * 4) bytes
    values = rows.view('>f4' if is_bigendian else '<f4')
    if not np.isfinite(values).all():
        raise ImageError('non_finite', 'the 32FC1 image holds NaN or infinite values')
    grey = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
    return _to_rgb(grey, cv2.COLOR_GRAY2RGB)


def _rows(encoding: str, height: int, row_bytes: int, step: int, data: Buffer) -> UInt8Array:
    """Return the image's rows without their padding, as a view of (height, row_bytes) bytes."""
    if step < row_bytes:
        raise ImageError(
            'bad_step', f'step is {step} bytes, but a row of {encoding} takes {row_bytes}'
        )
    pixels = np.frombuffer(data, np.uint8)
    if pixels.size != height * step:
        raise ImageError(
            'bad_size',
            f'the image holds {pixels.size} bytes, but announces {height} rows of {step}',
        )
    return pixels.reshape(height, step)[:, :row_bytes]


def _check_even(encoding: str, **sides: int) -> None:
    for name, side in sides.items():
        if side % 2:
            raise ImageError('bad_size', f'the {name} of {encoding} is odd: {side} pixels')


def _to_rgb(pixels: UInt8Array, code: int) -> UInt8Array:
    image: UInt8Array = cv2.cvtColor(np.ascontiguousarray(pixels), code)
    return image


def _is_complete_jpeg(data: bytes) -> bool:
    """
    Walk from marker to marker up to the end of the image.

    Looking for the end marker alone would find that of a thumbnail inside, and bytes may follow.
    """
    position = 2
    while marker := _JPEG_MARKER.search(data, position):
        if marker[0] == b'\xff\xd9':
            return True
        length = int.from_bytes(data[marker.end() : marker.end() + 2], 'big')
        position = marker.end() + length
    return False
