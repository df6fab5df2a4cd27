"""The anomaly score as images: of numbers for programs, of grey levels for viewers."""

import cv2
from sensor_msgs.msg import Image

from .answer import Answer
from .image_messages import to_image_message


def score_image(answer: Answer) -> Image:
    """Return the score in [0, 1] as 32FC1."""
    return to_image_message(answer.score, '32FC1', answer.header)


def score_mono8_image(answer: Answer) -> Image:
    """Return the score as grey levels, 255 is a score of 1."""
    return to_image_message(cv2.convertScaleAbs(answer.score, alpha=255), 'mono8', answer.header)
