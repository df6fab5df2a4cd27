"""Images and vocabularies that the graphs of a bundle are tried on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..engine.fit import fit_image, plan_fit
from ..errors import ExportError
from ..structures import GroupEmbeddings, UInt8Array
from .image_graph import MASK_STRIDE

PICTURE = 'picture'
MAX_PICTURES = 8  # from the whole folder; more of them tell little more
_DYNAMIC_HW = (96, 160)  # of random images, for a graph that takes any size
_PICTURE_HW = (384, 640)  # of pictures, for the same
_SUFFIXES = {'.jpg', '.jpeg', '.png', '.webp', '.bmp'}


@dataclass(frozen=True)
class Case:
    """Images and a vocabulary to run both sides on."""

    name: str
    images: UInt8Array  # (B, H, W, 3)
    text: GroupEmbeddings


def read_pictures(
    folder: Path | None, size_hw: tuple[int, int] | None
) -> tuple[UInt8Array, ...]:  # (H, W, 3) RGB each
    """Read pictures spread evenly over a folder, in the size of the graph."""
    if folder is None:
        return ()
    paths = sorted(path for path in folder.rglob('*') if path.suffix.lower() in _SUFFIXES)
    if not paths:
        raise ExportError(f'there are no pictures in {folder}: name a folder of .jpg or .png')
    chosen = np.linspace(0, len(paths) - 1, min(MAX_PICTURES, len(paths))).round().astype(int)
    return tuple(_read(paths[index], size_hw or _PICTURE_HW) for index in chosen)


def _read(path: Path, size_hw: tuple[int, int]) -> UInt8Array:
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise ExportError(f'{path} is no picture: remove it, or name another folder')
    image = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
    return fit_image(image, plan_fit(image.shape[:2], size_hw, MASK_STRIDE), (0, 0, 0))


def make_cases(
    size_hw: tuple[int, int] | None,
    dim: int,  # D
    pictures: Sequence[UInt8Array],
    vocabulary: GroupEmbeddings | None,  # for the pictures; None: random vectors
    trained_concepts: Sequence[str],  # some random groups are called so
) -> tuple[Case, ...]:
    """Return cases that differ in what could go wrong; the same for the same arguments."""
    rng = np.random.default_rng(0)
    height, width = size_hw or _DYNAMIC_HW
    noise = rng.integers(0, 256, (4, height, width, 3), dtype=np.uint8)
    ramp = np.linspace(0, 255, width, dtype=np.uint8)[None, None, :, None]
    smooth = np.broadcast_to(ramp, (1, height, width, 3)).copy()
    some = _random_text(rng, 20, 5, dim, trained_concepts)
    padded = _random_text(rng, 6, 4, dim, trained_concepts)
    padded.concept_mask[2] = padded.concept_mask[1, 1:] = False
    padded.concepts[~padded.concept_mask] = 0
    return (
        Case('one image', smooth, some),
        Case('four images', noise, some),
        Case('one concept', noise[:1], _random_text(rng, 1, 1, dim, ())),
        Case('1000 concepts', noise[:1], _random_text(rng, 40, 25, dim, trained_concepts)),
        Case('padding', noise[:1], padded),
        *(
            Case(f'{PICTURE} {number}', picture[None], vocabulary or some)
            for number, picture in enumerate(pictures, start=1)
        ),
    )


def _random_text(
    rng: np.random.Generator,
    groups: int,
    length: int,
    dim: int,
    trained_concepts: Sequence[str],
) -> GroupEmbeddings:
    concepts = rng.standard_normal((groups, length, dim), dtype=np.float32)
    names = list(trained_concepts[: groups // 4])
    names += [f'concept {index}' for index in range(len(names), groups)]
    return GroupEmbeddings(
        concepts=concepts / np.linalg.norm(concepts, axis=-1, keepdims=True),
        concept_mask=np.ones((groups, length), np.bool_),
        known=np.arange(groups) < (groups + 1) // 2,
        names=tuple(names),
        temperature=0.05,
        digest='',
        texts=tuple((name,) for name in names),
        families=(np.arange(groups) // 2 * 2).astype(np.int32),  # pairs
    )
