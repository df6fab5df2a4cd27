"""Images between ROS messages and arrays."""

from array import array
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header

from ..image_codec import decode_message
from ..structures import FloatArray, Frame, UInt8Array


def to_frame(message: Image | CompressedImage, camera: str) -> Frame:
    """Return the image as RGB; raises ImageError when it is damaged or of unknown encoding."""
    stamp = message.header.stamp
    return Frame(decode_message(message), stamp.sec * 10**9 + stamp.nanosec, camera)


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
