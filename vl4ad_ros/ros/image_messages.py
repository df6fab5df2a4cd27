"""Images between ROS messages and arrays."""

from array import array

import numpy as np
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
    # Any other way of assigning makes rclpy check each byte: 298 ms instead of 0.4 at 1080p.
    data = array('B')
    data.frombytes(row_major.data.cast('B'))
    message.data = data
    return message
