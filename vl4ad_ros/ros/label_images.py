"""Which group of the vocabulary wins each pixel."""

import cv2
import numpy as np
from sensor_msgs.msg import Image

from .answer import Answer
from .image_messages import to_image_message

# vision_msgs/LabelInfo: the largest number of the type stands for a pixel without a class.
UNLABELLED = 255


def label_image(answer: Answer) -> Image:
    """
    Return the index of the winning group as mono8, at the size of the image.

    Groups from 255 on do not fit into a byte and become UNLABELLED.
    """
    groups = np.minimum(answer.result.maps.label, UNLABELLED).astype(np.uint8)
    size_wh = answer.result.frame.size_hw[::-1]
    pixels = cv2.resize(groups, size_wh, interpolation=cv2.INTER_NEAREST_EXACT)
    return to_image_message(pixels, 'mono8', answer.header)
