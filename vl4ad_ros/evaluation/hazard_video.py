"""Ways from scores to hazards side by side, as a video of whole drives."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from ..demo.pictures import (
    BACKGROUND,
    BAR_PX,
    GAP_PX,
    GREY,
    TEXT_PX,
    fit_panel,
    panel_size_hw,
)
from ..demo.video import VideoFile
from ..errors import EvaluationError
from ..hazards.finder import HazardFinder
from ..hazards.settings import HazardSettings
from ..lettering import fit_line
from ..overlay import WHITE, draw_overlay
from ..structures import AnomalyMaps, Frame, GroupEmbeddings, UInt8Array
from .data_set import DataSet, DataSetFrame
from .hazard_comparison import frame_of, frames_with_maps, streets_of
from .hazard_judge import HazardFigures, HazardJudge
from .hazard_truth import StreetTruth
from .image_reader import ImageReader
from .map_folder import MapFolder

BETWEEN_DRIVES_S = 1.0
_SMALLEST_TEXT_PX = 8


class _Side:
    """One way through all drives, and how many of its hazards were false so far."""

    def __init__(self, title: str, settings: HazardSettings, data_set: DataSet) -> None:
        self._title, self._settings, self._rule = title, settings, data_set.rule
        self._figures = HazardFigures()

    def begin(self, street: StreetTruth) -> None:
        """Go on with another drive."""
        self._finder = HazardFinder()
        self._judge = HazardJudge(self._figures, self._rule, street)

    def picture(
        self,
        seen: Frame,
        maps: AnomalyMaps,
        text: GroupEmbeddings,
        frame: DataSetFrame,
        label: UInt8Array,  # (H, W)
        size_hw: tuple[int, int],  # of the panel
    ) -> UInt8Array:  # (height + two bars, width, 3) RGB
        """Find the hazards of the next frame, and draw them with a line above and one below."""
        found = self._finder.find_shapes(seen, maps, text, self._settings)
        self._judge.judge(frame, label, found, maps.score.shape)
        drawn = draw_overlay(seen.image, maps.score, [one.hazard for one in found])
        panel: UInt8Array = np.full((size_hw[0] + 2 * BAR_PX, size_hw[1], 3), BACKGROUND, np.uint8)
        panel[BAR_PX:-BAR_PX] = fit_panel(drawn, size_hw)
        count = f'{len(found)} hazards, {self._figures.false_alarms} false alarms so far'
        for words, bar, colour in ((self._title, 0, WHITE), (count, size_hw[0] + BAR_PX, GREY)):
            line = fit_line(words, TEXT_PX, size_hw[1] - 24, _SMALLEST_TEXT_PX)
            line.write(panel, 12, bar + (BAR_PX - TEXT_PX) / 2, colour)
        return panel


def film_drives(
    path: Path,
    data_set: DataSet,
    maps: MapFolder,
    text: GroupEmbeddings,
    ways: Mapping[str, HazardSettings],  # by what stands above them, from left to right
    on_frame: Callable[[], None] = lambda: None,
) -> None:
    """Write a video of all drives, one after the other; raises EvaluationError without any."""
    drives = [(frames, street) for frames, street in streets_of(data_set) if street is not None]
    if not drives:
        raise EvaluationError(f'{data_set.title} has stills alone here: a video needs a drive')
    sides = [_Side(title, settings, data_set) for title, settings in ways.items()]
    reader = ImageReader()
    size_hw: tuple[int, int] | None = None
    start_s = time_s = 0.0
    with VideoFile(path) as video:
        for frames, street in drives:
            for side in sides:
                side.begin(street)
            first_ns = street.drive.frame(frames[0].picture).stamp_ns
            for frame, values, label in frames_with_maps(frames, data_set, maps):
                seen = frame_of(frame, label, street, reader.read(frame))
                size_hw = size_hw or panel_size_hw(seen.size_hw)
                panels = [
                    side.picture(seen, values, text, frame, label, size_hw) for side in sides
                ]
                time_s = start_s + (seen.stamp_ns - first_ns) / 1e9
                video.write(_beside(panels), time_s)
                on_frame()
            start_s = time_s + BETWEEN_DRIVES_S


def _beside(panels: Sequence[UInt8Array]) -> UInt8Array:
    height = panels[0].shape[0]
    gap = np.full((height, GAP_PX, 3), BACKGROUND, np.uint8)
    parts = [part for panel in panels for part in (gap, panel)]
    beside: UInt8Array = np.hstack(parts[1:])
    return beside
