"""A camera image into the network's input, and its maps back onto the image."""

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from ..bundle import NETWORK_STRIDE
from ..structures import UInt8Array

Scalar = TypeVar('Scalar', bound=np.generic)


@dataclass(frozen=True)
class Fit:
    """
    How an image lies in the network's input: at the top left, the rest is padding.

    The size of its content is a multiple of the mask stride, so that whole cells of the maps
    cover the image, no more and no less.
    """

    content_hw: tuple[int, int]
    input_hw: tuple[int, int]
    mask_stride: int

    @property
    def map_hw(self) -> tuple[int, int]:
        """The part of the maps that covers the image."""
        height, width = self.content_hw
        return height // self.mask_stride, width // self.mask_stride


def plan_fit(
    image_hw: tuple[int, int],
    network_hw: tuple[int, int] | None,  # None: any multiples of 32
    mask_stride: int,
) -> Fit:
    """Fit a size into the network's, with the aspect kept to within half a map cell."""
    if network_hw is None:
        content_hw = _whole_cells(image_hw, 1, image_hw, mask_stride)
        height, width = (-(-size // NETWORK_STRIDE) * NETWORK_STRIDE for size in content_hw)
        return Fit(content_hw, (height, width), mask_stride)
    scale = min(network_hw[0] / image_hw[0], network_hw[1] / image_hw[1])
    return Fit(_whole_cells(image_hw, scale, network_hw, mask_stride), network_hw, mask_stride)


def fit_image(
    image: UInt8Array,  # (H, W, 3)
    fit: Fit,
    fill: tuple[int, int, int],  # of the padding
) -> UInt8Array:  # (*fit.input_hw, 3)
    """Resize and pad an image; one that fits already is passed on as it is."""
    height, width = fit.content_hw
    if image.shape[:2] != fit.content_hw:
        shrinks = height * width < image.shape[0] * image.shape[1]
        interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        image = cv2.resize(image, (width, height), interpolation=interpolation)
    if fit.content_hw == fit.input_hw:
        return image
    below, beside = fit.input_hw[0] - height, fit.input_hw[1] - width
    padded: UInt8Array = cv2.copyMakeBorder(
        image, 0, below, 0, beside, cv2.BORDER_CONSTANT, value=fill
    )
    return padded


def crop_map(
    values: NDArray[Scalar],  # (h, w) of the network's input
    fit: Fit,
) -> NDArray[Scalar]:  # fit.map_hw, contiguous
    """Return the part of a map that covers the image."""
    height, width = fit.map_hw
    return np.ascontiguousarray(values[:height, :width])


def _whole_cells(
    image_hw: tuple[int, int], scale: float, limit_hw: tuple[int, int], cell: int
) -> tuple[int, int]:
    height, width = (
        max(1, min(round(size * scale / cell), limit // cell)) * cell
        for size, limit in zip(image_hw, limit_hw, strict=True)
    )
    return height, width
