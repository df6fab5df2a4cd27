"""The image under its score, with hazards: for people."""

import cv2
from sensor_msgs.msg import CompressedImage, Image

from .answer import Answer
from .image_messages import to_array, to_image_message

JPEG_QUALITY = 85


def overlay_image(answer: Answer) -> Image:
    """Return the overlay as rgb8."""
    return to_image_message(answer.overlay, 'rgb8', answer.header)


def compressed_overlay(answer: Answer) -> CompressedImage:
    """Return the overlay as a JPEG, described as image_transport does."""
    bgr = cv2.cvtColor(answer.overlay, cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode('.jpg', bgr, (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))
    message = CompressedImage(header=answer.header, format='rgb8; jpeg compressed bgr8')
    message.data = to_array(jpeg)
    return message
