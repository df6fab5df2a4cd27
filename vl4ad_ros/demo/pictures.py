"""Camera image and score overlay side by side, joined by their stamps."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from ..bags.reader import read_messages
from ..image_codec import decode_message
from ..lettering import Line, fit_line
from ..overlay import AMBER, WHITE, heat_scale
from ..structures import UInt8Array
from .summary import FrameRecord, Summary, stamp_of
from .topics import COMPRESSED, OVERLAY

BACKGROUND = (16, 18, 23)
GREY = (150, 156, 168)
GAP_PX = 6
BAR_PX = 38
TEXT_PX = 17
PANEL_WIDTH_PX = (480, 960)  # least and most
PANEL_HEIGHT_PX = 720  # most


class Pair(NamedTuple):
    """A processed frame as the camera and as the node show it."""

    record: FrameRecord
    image: UInt8Array  # (H, W, 3) RGB
    overlay: UInt8Array  # (H, W, 3) RGB


def read_pairs(bag: Path, summary: Summary) -> Iterator[Pair]:
    """Return the processed frames in order."""
    records = {frame.stamp_ns: frame for frame in summary.frames}
    waiting: dict[int, Any] = {}
    for topic, _, message in read_messages(bag, {COMPRESSED, OVERLAY}):
        stamp_ns = stamp_of(message)
        if stamp_ns not in records:
            continue
        if stamp_ns not in waiting:  # the image mostly, but no order is promised between topics
            waiting[stamp_ns] = topic, message
            continue
        other_topic, other = waiting.pop(stamp_ns)
        both = {topic: message, other_topic: other}
        yield Pair(
            records[stamp_ns], decode_message(both[COMPRESSED]), decode_message(both[OVERLAY])
        )


def compose(pair: Pair, summary: Summary) -> UInt8Array:  # (H, W, 3) RGB, both even
    """Return both panels with a line of explanation above and one below."""
    height, width = panel_size_hw(summary.size_hw)
    canvas = np.full((height + 2 * BAR_PX, 2 * width + GAP_PX, 3), BACKGROUND, np.uint8)
    for panel, left in ((pair.image, 0), (pair.overlay, width + GAP_PX)):
        canvas[BAR_PX : BAR_PX + height, left : left + width] = fit_panel(panel, (height, width))
    top = (BAR_PX - TEXT_PX) / 2
    Line('camera', TEXT_PX, bold=True).write(canvas, 12, top, WHITE)
    Line('anomaly score and hazards', TEXT_PX, bold=True).write(
        canvas, width + GAP_PX + 12, top, WHITE
    )
    _write_footer(canvas, pair.record, summary)
    return canvas


def panel_size_hw(size_hw: tuple[int, int]) -> tuple[int, int]:
    """Return an even size with the image's proportions that suits a screen."""
    height, width = size_hw
    least, most = PANEL_WIDTH_PX
    scale = min(max(1.0, least / width), most / width, PANEL_HEIGHT_PX / height)
    return max(2, 2 * round(scale * height / 2)), max(2, 2 * round(scale * width / 2))


def _write_footer(canvas: UInt8Array, record: FrameRecord, summary: Summary) -> None:
    top = canvas.shape[0] - BAR_PX + (BAR_PX - TEXT_PX) / 2
    seconds = (record.stamp_ns - summary.frames[0].stamp_ns) / 1e9
    facts = f'{seconds:.2f} s    image age {1e3 * record.age_s:.0f} ms'
    legend_left = canvas.shape[1] - _draw_legend(canvas, top)
    line = fit_line(facts, TEXT_PX, legend_left - 24, 8)
    line.write(canvas, 12, top, GREY)
    if not summary.trained:
        left = 12 + line.width_px + 40
        notice = fit_line('untrained network: the scores mean nothing', TEXT_PX, 10**4, 8)
        if left + notice.width_px < legend_left:
            notice.write(canvas, left, top, AMBER)


def _draw_legend(canvas: UInt8Array, top: float) -> int:
    """Draw the heat's colours into the lower right corner and return the width taken."""
    low, high = Line('score 0', TEXT_PX), Line('1', TEXT_PX)
    width = 120
    left = canvas.shape[1] - 12 - high.width_px - 8 - width
    middle = canvas.shape[0] - BAR_PX // 2
    canvas[middle - 5 : middle + 5, left : left + width] = heat_scale(10, width)
    low.write(canvas, left - 8 - low.width_px, top, GREY)
    high.write(canvas, left + width + 8, top, GREY)
    taken: int = canvas.shape[1] - left + low.width_px + 20
    return taken


def fit_panel(
    image: UInt8Array,  # (H, W, 3)
    size_hw: tuple[int, int],
) -> UInt8Array:  # (*size_hw, 3)
    """Return the image resized with its proportions kept, centred on the background."""
    height, width = size_hw
    scale = min(height / image.shape[0], width / image.shape[1])
    if scale != 1:
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        inner_wh = round(scale * image.shape[1]), round(scale * image.shape[0])
        image = cv2.resize(image, (max(1, inner_wh[0]), max(1, inner_wh[1])), interpolation=method)
    panel = np.full((height, width, 3), BACKGROUND, np.uint8)
    top, left = (height - image.shape[0]) // 2, (width - image.shape[1]) // 2
    panel[top : top + image.shape[0], left : left + image.shape[1]] = image
    return panel
