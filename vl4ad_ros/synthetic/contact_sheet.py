"""A sheet of small pictures with their labels, to see at a glance what a data set is like."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from ..structures import UInt8Array
from .dataset import DataSetFolder
from .files import read_png, write_bytes
from .labels import ANOMALY, NO_CLASS

COLUMNS, ROWS, WIDTH_PX = 4, 5, 320  # at most so many pictures, each so wide
COLOURS = (  # those of Cityscapes, by train id, RGB
    (128, 64, 128), (244, 35, 232), (70, 70, 70), (102, 102, 156), (190, 153, 153),
    (153, 153, 153), (250, 170, 30), (220, 220, 0), (107, 142, 35), (152, 251, 152),
    (70, 130, 180), (220, 20, 60), (255, 0, 0), (0, 0, 142), (0, 0, 70), (0, 60, 100),
    (0, 80, 100), (0, 0, 230), (119, 11, 32),
)  # fmt: skip
UNKNOWN_COLOUR = (255, 128, 0)


def write_contact_sheet(data_set: DataSetFolder, frames: int) -> Path:
    """Write contact_sheet.jpg: frames evenly chosen, each above its labels; return its path."""
    count = min(frames, COLUMNS * ROWS)
    chosen = [round(index) for index in np.linspace(0, frames - 1, count)]
    tiles = [_tile(data_set, index) for index in chosen]
    sheet = _grid(tiles, min(COLUMNS, count))
    path = data_set.root / 'contact_sheet.jpg'
    quality = [cv2.IMWRITE_JPEG_QUALITY, 82]
    _, data = cv2.imencode('.jpg', np.ascontiguousarray(sheet[..., ::-1]), quality)
    write_bytes(path, data.tobytes())
    return path


def _tile(data_set: DataSetFolder, index: int) -> UInt8Array:
    image = data_set.read_image(index)
    labels = colour_labels(
        np.asarray(read_png(data_set.class_label(index)), np.uint8),
        np.asarray(read_png(data_set.anomaly_label(index)), np.uint8),
    )
    height = round(image.shape[0] * WIDTH_PX / image.shape[1])
    small = cv2.resize(image, (WIDTH_PX, height), interpolation=cv2.INTER_AREA)
    flat = cv2.resize(labels, (WIDTH_PX, height), interpolation=cv2.INTER_NEAREST)
    return np.vstack([small, flat])


def colour_labels(
    classes: UInt8Array,  # (H, W) train ids
    anomalies: UInt8Array,  # (H, W) 0, 1 or 255
) -> UInt8Array:
    """Return labels in the colours of Cityscapes, unknown objects orange, (H, W, 3) RGB."""
    table = np.zeros((NO_CLASS + 1, 3), np.uint8)
    table[: len(COLOURS)] = COLOURS
    coloured = table[classes]
    coloured[anomalies == ANOMALY] = UNKNOWN_COLOUR
    return coloured


def _grid(tiles: Sequence[UInt8Array], columns: int) -> UInt8Array:
    blank = np.zeros_like(tiles[0])
    filled = [*tiles, *[blank] * (-len(tiles) % columns)]
    rows = [np.hstack(filled[at : at + columns]) for at in range(0, len(filled), columns)]
    return np.vstack(rows)
