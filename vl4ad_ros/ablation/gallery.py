"""Some pictures under the scores of some rows, side by side."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from ..evaluation.components import ANOMALY
from ..evaluation.frame_pictures import LIME, draw_outline
from ..evaluation.image_reader import ImageReader
from ..lettering import fit_line
from ..overlay import WHITE, draw_heat
from ..structures import FloatArray, UInt8Array
from .arms import NO_MERGING, NO_OPENING, NO_PROMPTS, PLAIN, RIGHT, WHOLE
from .experiment import Experiment, arm_maps, bundles_of
from .maps import OWN_SCORE
from .streets import StreetPicture

GALLERY_FILE = 'ablation.jpg'
_ARMS = (WHOLE, NO_OPENING, NO_MERGING, NO_PROMPTS, RIGHT, PLAIN)
_PICTURES = 4
_PANEL_WIDTH, _GAP, _HEADING = 320, 6, 26
_DARK = 24
_JPEG_QUALITY = 86


def draw_gallery(experiment: Experiment, out: Path) -> UInt8Array:  # (H, W, 3) RGB
    """Return the first network's scores; unknown objects are outlined."""
    arms = [arm for arm in experiment.arms if arm.name in _ARMS]
    columns = ['unknown objects', *(arm.name for arm in arms)]
    rows = [_headings(columns)]
    reader = ImageReader()
    for picture in _choose(experiment.streets.pictures):
        label = experiment.streets.data_set.read_label(picture.frame)
        image = cv2.resize(reader.read(picture.frame), label.shape[::-1])
        panels = [image.copy()]
        for arm in arms:
            maps = arm_maps(out, bundles_of(experiment, arm)[0], arm)
            score: FloatArray = maps.scores(OWN_SCORE).read(picture.frame.id, label.shape)
            panels.append(draw_heat(image, score))
        for panel in panels:
            draw_outline(panel, label == ANOMALY, LIME)
        rows.append(_side_by_side([_panel(panel) for panel in panels]))
    gap = np.full((_GAP, rows[0].shape[1], 3), _DARK, np.uint8)
    return np.vstack([part for row in rows for part in (row, gap)])


def write_gallery(gallery: UInt8Array, out: Path) -> Path:
    """Write the gallery as a JPEG."""
    path = out / GALLERY_FILE
    cv2.imwrite(str(path), gallery[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return path


def _choose(pictures: Sequence[StreetPicture]) -> list[StreetPicture]:
    """Return pictures of different kinds, near ones first, and one without unknown things."""
    chosen: list[StreetPicture] = []
    seen: set[str] = set()
    holding = [picture for picture in pictures if picture.unknowns]
    for picture in sorted(holding, key=lambda one: not any(thing.near for thing in one.unknowns)):
        kinds = {thing.kind for thing in picture.unknowns}
        if kinds - seen:
            chosen.append(picture)
            seen |= kinds
    others = [picture for picture in reversed(holding) if picture not in chosen]
    chosen = [*chosen, *others[:: max(1, len(others) // _PICTURES)]][: _PICTURES - 1]
    empty = [picture for picture in pictures if not picture.unknowns]
    return chosen + empty[:1]


def _headings(names: Sequence[str]) -> UInt8Array:
    panels = []
    for name in names:
        panel = np.full((_HEADING, _PANEL_WIDTH, 3), _DARK, np.uint8)
        fit_line(name, 17, _PANEL_WIDTH - 12, 9).write(panel, 6, 5, WHITE)
        panels.append(panel)
    return _side_by_side(panels)


def _panel(picture: UInt8Array) -> UInt8Array:
    height = round(picture.shape[0] * _PANEL_WIDTH / picture.shape[1])
    panel: UInt8Array = cv2.resize(picture, (_PANEL_WIDTH, height), interpolation=cv2.INTER_AREA)
    return panel


def _side_by_side(panels: Sequence[UInt8Array]) -> UInt8Array:
    gap = np.full((panels[0].shape[0], _GAP, 3), _DARK, np.uint8)
    return np.hstack([part for panel in panels for part in (panel, gap)])
