"""Sizes that a graph has fixed; the rest of the bundle must agree with them."""

from collections.abc import Sequence
from typing import Any

from ..errors import BundleError


def vector_length(
    source: str,
    tensor: Any,  # described by ONNX Runtime; its last size is that of the vectors
) -> int:
    """Return D. Raises BundleError when the graph leaves it open."""
    length = tensor.shape[-1]
    if not isinstance(length, int):
        raise BundleError(
            f'{source} does not say how many numbers {tensor.name} has: export the bundle again'
        )
    return length


def check_image_size(
    source: str,
    shape: Sequence[int | str | None],  # (B, H, W, 3); a name or None stands for any size
    size_hw: tuple[int, int] | None,  # of the manifest; None: it says that any is taken
) -> None:
    """Raise BundleError unless a graph takes images of the size that the manifest states."""
    _, height, width, channels = shape
    if channels != 3:
        raise BundleError(
            f'{source} takes images of {channels} channels instead of 3: export the bundle again'
        )
    found = (height, width) if isinstance(height, int) or isinstance(width, int) else None
    if found != size_hw:
        raise BundleError(
            f'{source} takes images of {_words(found)}, the manifest says {_words(size_hw)}: '
            'copy the bundle again'
        )


def _words(size_hw: tuple[Any, Any] | None) -> str:
    return f'{size_hw[0]}x{size_hw[1]}' if size_hw else 'any size'
