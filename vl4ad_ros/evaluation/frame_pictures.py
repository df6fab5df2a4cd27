"""Which frames the report shows, and how they are drawn."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ..errors import Vl4adError
from ..overlay import CYAN, draw_heat
from ..structures import BoolArray, UInt8Array
from ..workers.workers import OnDone
from .binned_metrics import binned_metrics
from .components import ANOMALY, IGNORED, find_regions
from .data_set import DataSetFrame
from .evaluation import Evaluation, Task
from .frame_table import FrameTable
from .image_reader import ImageReader

SHOWN_OF_EACH = 3
BEST, WORST, RANDOM = 'best', 'worst', 'random'
LIME = (130, 255, 90)
PANEL_WIDTH = 560
_JPEG_QUALITY = 78
_SEED = 0


@dataclass(frozen=True)
class ShownFrame:
    """One frame of the report: the picture with truth and prediction, beside its score."""

    id: str
    reason: str
    ap: float | None  # of this frame alone
    picture_url: str


def draw_frames(
    chosen: Sequence[tuple[int, str]],  # of `choose_frames`
    evaluation: Evaluation,
    task: Task,
    on_done: OnDone = lambda done: None,
) -> tuple[ShownFrame, ...]:
    """Return the chosen frames; those without a picture are left out."""
    frames = {frame.id: frame for frame in task.data_set.frames}
    reader = ImageReader()
    low, high = _score_range(evaluation)
    shown = []
    for index, reason in chosen:
        on_done(1)
        frame = frames[evaluation.table.ids[index]]
        try:
            picture = _draw(frame, reader, evaluation, task, low, high)
        except Vl4adError:  # the figures need no picture: a label and a score are enough
            continue
        ap = float(binned_metrics(evaluation.table.histograms[index]).ap)
        shown.append(ShownFrame(frame.id, reason, None if np.isnan(ap) else ap, data_url(picture)))
    return tuple(shown)


def choose_frames(table: FrameTable) -> list[tuple[int, str]]:
    """Return frames and reasons: by the AP of the frame alone, and by chance."""
    ap = binned_metrics(table.histograms).ap
    ranked = [int(index) for index in np.argsort(-ap, kind='stable') if not np.isnan(ap[index])]
    half = len(ranked) // 2
    best = _apart(ranked[:half], table)
    worst = _apart(ranked[: half - 1 if half else None : -1], table)
    others = sorted(set(range(len(table.ids))) - {*best, *worst})
    random = np.random.default_rng(_SEED).permutation(others)[:SHOWN_OF_EACH]
    groups = ((BEST, best), (WORST, worst), (RANDOM, [int(index) for index in random]))
    return [(index, reason) for reason, indices in groups for index in indices]


def _apart(ranked: Sequence[int], table: FrameTable) -> list[int]:
    """Return the first few that are not almost the same picture: far apart in their drive."""
    chosen: list[int] = []
    for index in ranked:
        same_drive = (
            other for other in chosen if table.drives[index] == table.drives[other] != ''
        )
        if all(abs(index - other) >= len(table.ids) / 12 for other in same_drive):
            chosen.append(index)
    return chosen[:SHOWN_OF_EACH]


def _score_range(evaluation: Evaluation) -> tuple[float, float]:
    """Return the scores that are drawn darkest and brightest."""
    edges = evaluation.table.edges
    low, high = float(edges[0]), float(edges[-1])
    return (0.0, 1.0) if low >= 0 and high <= 1 else (low, high)


def _draw(
    frame: DataSetFrame,
    reader: ImageReader,
    evaluation: Evaluation,
    task: Task,
    low: float,
    high: float,
) -> UInt8Array:
    label = task.data_set.read_label(frame)
    scores = task.scores.read(frame.id, label.shape)
    image = cv2.resize(reader.read(frame), label.shape[::-1], interpolation=cv2.INTER_AREA)
    heat = draw_heat(image, ((scores - low) / max(high - low, 1e-12)).astype(np.float32))
    marked = image.copy()
    marked[label == IGNORED] //= 2
    if evaluation.threshold is not None:
        regions = find_regions(scores, label, evaluation.threshold, task.data_set.rule)
        draw_outline(marked, regions.predicted > 0, CYAN)
    for picture in (marked, heat):
        draw_outline(picture, label == ANOMALY, LIME)
    gap = np.full((label.shape[0], max(2, label.shape[1] // 100), 3), 128, np.uint8)
    return np.hstack([marked, gap, heat])


def draw_outline(
    picture: UInt8Array,  # (H, W, 3) RGB, changed in place
    mask: BoolArray,  # (H, W)
    colour: tuple[int, int, int],
) -> None:
    """Draw a line around the regions of a mask."""
    thickness = max(1, round(picture.shape[1] / PANEL_WIDTH * 1.6))
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    cv2.drawContours(picture, outlines, -1, (10, 10, 10), thickness + 2, cv2.LINE_AA)
    cv2.drawContours(picture, outlines, -1, colour, thickness, cv2.LINE_AA)


def data_url(
    picture: UInt8Array,  # (H, W, 3) RGB
    max_width_px: int = 2 * PANEL_WIDTH,
) -> str:
    """Return the picture as text that a page can hold."""
    height, width = picture.shape[:2]
    size = max_width_px, max(1, round(max_width_px * height / width))
    if size[0] < width:
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    _, data = cv2.imencode('.jpg', picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return f'data:image/jpeg;base64,{base64.b64encode(data.tobytes()).decode()}'
