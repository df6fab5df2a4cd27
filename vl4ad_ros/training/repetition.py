"""Pictures with rare classes come more often."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..structures import FloatArray
from .pictures import LabelledPicture

LEAST_SHARE = 1e-3  # of the pixels: a picture with less of a class does not teach it


def repeat_rare(
    pictures: Sequence[LabelledPicture],
    classes: int,
    threshold: float,  # share of the pictures below which a class is rare
    seed: int,
) -> tuple[LabelledPicture, ...]:
    """
    Return the pictures in order, those with a rare class several times.

    The factor of a class that a share f of the pictures shows is max(1, sqrt(threshold / f)), that
    of a picture is the greatest of its classes' (repeat factor sampling, arXiv 1908.03195,
    appendix B.2). What a factor has beyond its whole part is the chance of one repetition more,
    drawn once. Raises DataSetError for a label that cannot be read.
    """
    if not threshold:
        return tuple(pictures)
    shown = np.array([shown_classes(picture, classes) for picture in pictures])
    times = repetitions(shown, threshold, np.random.default_rng(seed))
    return tuple(
        picture for picture, count in zip(pictures, times, strict=True) for _ in range(count)
    )


def repetitions(
    shown: NDArray[np.bool_],  # (pictures, classes)
    threshold: float,
    rng: np.random.Generator,
) -> NDArray[np.int64]:  # (pictures,), each at least 1
    """Return how often each picture comes."""
    shares: FloatArray = shown.mean(0)
    factors = np.sqrt(threshold / np.maximum(shares, 1 / len(shown))).clip(min=1)
    of_pictures = np.where(shown, factors, 1.0).max(1)
    times: NDArray[np.int64] = np.floor(of_pictures + rng.random(len(shown))).astype(np.int64)
    return times


def shown_classes(
    picture: LabelledPicture,
    classes: int,
) -> NDArray[np.bool_]:  # (classes,)
    """Tell which classes a picture shows enough of to teach them."""
    label = picture.read_classes()
    counts = np.bincount(label.ravel(), minlength=256)[:classes]
    enough: NDArray[np.bool_] = counts >= LEAST_SHARE * label.size
    return enough
