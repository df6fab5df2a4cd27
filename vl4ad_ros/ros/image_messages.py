"""Images between ROS messages and arrays."""

from array import array
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header

from ..errors import ImageError
from ..image_codec import decode_message
from ..structures import CameraCalibration, FloatArray, Frame, UInt8Array


def to_frame(
    message: Image | CompressedImage, camera: str, calibration: CameraCalibration | None = None
) -> Frame:
    """Return the image as RGB; raises ImageError when it is damaged or of unknown encoding."""
    stamp = message.header.stamp
    return Frame(
        _decode(message), stamp.sec * 10**9 + stamp.nanosec, camera, calibration=calibration
    )


def _decode(message: Image | CompressedImage) -> UInt8Array:  # (H, W, 3) RGB
    try:
        return decode_message(message)
    except ImageError as error:
        if error.reason != 'unknown_encoding' or find_spec('cv_bridge') is None:
            raise
        return _decode_by_cv_bridge(message, error)


def _decode_by_cv_bridge(message: Image | CompressedImage, error: ImageError) -> UInt8Array:
    """Leave the rare encodings to whom they may be known, where that is installed."""
    from cv_bridge import CvBridge, CvBridgeError

    bridge = CvBridge()
    convert = (
        bridge.compressed_imgmsg_to_cv2 if hasattr(message, 'format') else bridge.imgmsg_to_cv2
    )
    try:
        image: UInt8Array = convert(message, 'rgb8')
    except (CvBridgeError, ValueError, TypeError) as err:
        raise error from err
    return image


def to_image_message(
    pixels: UInt8Array | FloatArray,  # (H, W) or (H, W, C)
    encoding: str,
    header: Header,
) -> Image:
    """Return the array as a message with the given header."""
    row_major = np.ascontiguousarray(pixels)
    message = Image(header=header, encoding=encoding, height=row_major.shape[0])
    message.width = row_major.shape[1]
    message.step = row_major[0].nbytes
    message.data = to_array(row_major)
    return message


def to_array(values: NDArray[Any]) -> 'array[int]':
    """
    Return the bytes of an array in the form in which rclpy takes them unseen.

    Any other way of assigning makes it check each byte: 298 ms instead of 0.4 at 1080p.
    """
    data = array('B')
    if values.size:  # memoryview cannot cast an array of no rows
        data.frombytes(values.data.cast('B'))
    return data
