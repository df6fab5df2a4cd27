"""What the network makes of a few pictures, to be looked at while it learns."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from ..overlay import draw_heat
from ..structures import UInt8Array
from .pictures import BEYOND
from .validation import Prediction

_GOLDEN_ANGLE_DEG = 137.508  # neighbours in the list of classes get far colours


def draw_samples(
    predictions: Sequence[Prediction],
    classes: int,
) -> UInt8Array:  # (H, W, 3) RGB
    """Draw a row for each picture: the picture, its classes, those found, the anomaly score."""
    palette = _palette(classes)
    return np.concatenate([_draw_row(prediction, palette) for prediction in predictions])


def write_samples(path: Path, picture: UInt8Array) -> None:
    """Write the drawing as a PNG file."""
    path.parent.mkdir(exist_ok=True)
    cv2.imwrite(str(path), picture[..., ::-1])


def _draw_row(prediction: Prediction, palette: UInt8Array) -> UInt8Array:
    image = prediction.image
    height, width = image.shape[:2]
    columns = [image]
    for classes in (prediction.label, prediction.predicted):
        colours = palette[classes]
        columns.append(cv2.resize(colours, (width, height), interpolation=cv2.INTER_NEAREST))
    beyond = (prediction.label == BEYOND)[..., None]
    score = np.where(beyond[..., 0], np.float32(0), prediction.score)
    columns.append(draw_heat(image, score))
    row: UInt8Array = np.concatenate(columns, axis=1)
    return row


def _palette(classes: int) -> UInt8Array:  # (256, 3) RGB, black for what has no class
    numbers = np.arange(classes)
    hue = numbers * _GOLDEN_ANGLE_DEG % 360 / 2
    saturation, value = 255 - 60 * (numbers % 3), 255 - 70 * (numbers % 2)
    colours = np.stack((hue, saturation, value), axis=-1).astype(np.uint8)[None]
    palette = np.zeros((256, 3), np.uint8)
    palette[:classes] = cv2.cvtColor(colours, cv2.COLOR_HSV2RGB)[0]
    return palette
