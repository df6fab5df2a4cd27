"""What viewers show of a recording: drawn from its messages, panel by panel as they are set up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from ..bags.reader import read_messages
from ..errors import DemoError
from ..image_codec import decode_message
from ..lettering import Colour, fit_line
from ..limits import Limits
from ..settings import LIMITS
from ..structures import FloatArray, UInt8Array
from .summary import FrameRecord, read_summary, stamp_of
from .topics import DIAGNOSTICS, HAZARDS, OVERLAY, SCORE

GROUND: Colour = (24, 26, 32)
SHEET: Colour = (36, 39, 47)
TRACK: Colour = (70, 76, 90)
TEXT: Colour = (222, 226, 234)
DIM: Colour = (146, 153, 168)
LEVELS: tuple[Colour, ...] = ((88, 190, 110), (240, 180, 70), (225, 80, 80), (150, 150, 160))
LEVEL_NAMES = ('OK', 'WARN', 'ERROR', 'STALE')
LINES: tuple[Colour, ...] = ((64, 224, 255), (255, 190, 70), (190, 140, 255))
TEXT_PX, ROW_PX, PAD_PX = 15, 23, 12
SMALLEST_PX = 9
SCREEN_HW = (800, 1280)
GAP_PX = 6


class Place(NamedTuple):
    """Where a panel is, in pixels of the screen."""

    left: int
    top: int
    width: int
    height: int


@dataclass
class Recorded:
    """What of a recording is shown: one frame, and the run that it is of."""

    frame: FrameRecord
    frames: Sequence[FrameRecord]
    overlay: UInt8Array | None = None  # (H, W, 3) RGB
    score: FloatArray | None = None  # (H, W)
    hazards: Any = None  # vl4ad_ros/msg/HazardArray
    statuses: dict[str, Any] = field(default_factory=dict)  # the newest by name
    dropped: list[int] = field(default_factory=list)  # before each frame


def read_recorded(bag: Path) -> Recorded:
    """Read the most anomalous frame; raises DemoError when it was not recorded whole."""
    if not bag.is_file():
        raise DemoError(f'there is no recording {bag}: make one by `vl4ad demo`')
    summary = read_summary(bag)
    recorded = Recorded(summary.most_anomalous, summary.frames)
    stamp_ns = recorded.frame.stamp_ns
    for topic, _, message in read_messages(bag, {OVERLAY, SCORE, HAZARDS, DIAGNOSTICS}):
        if topic == DIAGNOSTICS:
            recorded.statuses |= {status.name: status for status in message.status}
            continue
        if topic == HAZARDS:
            recorded.dropped.append(message.frames_dropped)
        if stamp_of(message) != stamp_ns:
            continue
        if topic == OVERLAY:
            recorded.overlay = decode_message(message)
        elif topic == SCORE:
            scores: FloatArray = np.frombuffer(message.data, np.float32)
            recorded.score = scores.reshape(message.height, message.width)
        else:
            recorded.hazards = message
    if recorded.overlay is None or recorded.score is None:
        raise DemoError(f'{bag} lacks score or overlay of its frames: record it by `vl4ad demo`')
    return recorded


def foxglove_screen(recorded: Recorded) -> UInt8Array:  # (*SCREEN_HW, 3) RGB
    """Return the panels of config/foxglove.json, but for the one of space."""
    assert recorded.overlay is not None
    assert recorded.score is not None
    screen = np.full((*SCREEN_HW, 3), GROUND, np.uint8)
    heat = cv2.applyColorMap(cv2.convertScaleAbs(recorded.score, alpha=255), cv2.COLORMAP_TURBO)
    _draw_picture(screen, Place(0, 0, 790, 470), 'Overlay  /vl4ad/overlay', recorded.overlay)
    heat = np.ascontiguousarray(heat[..., ::-1])
    _draw_picture(screen, Place(0, 470, 790, 330), 'Anomaly score  /vl4ad/score', heat)
    right = 790
    width = SCREEN_HW[1] - right
    hazards = _panel(screen, Place(right, 0, width, 330), 'Hazards  /vl4ad/hazards')
    _draw_rows(screen, hazards, _hazard_rows(recorded.hazards))
    plot = _panel(screen, Place(right, 330, width, 210), 'Hazards and latency')
    _draw_plot(screen, plot, recorded)
    health = _panel(screen, Place(right, 540, width, 260), 'Health  /diagnostics')
    _draw_health(screen, health, recorded.statuses, keys=3)
    return screen


def rqt_screen(recorded: Recorded) -> UInt8Array:  # (*SCREEN_HW, 3) RGB
    """Return the windows of config/vl4ad.perspective: image, parameters, monitor."""
    assert recorded.overlay is not None
    screen = np.full((*SCREEN_HW, 3), GROUND, np.uint8)
    _draw_picture(screen, Place(0, 0, 720, 430), 'Image View  /vl4ad/overlay', recorded.overlay)
    monitor = _panel(screen, Place(0, 430, 720, 370), 'Robot Monitor  /diagnostics')
    _draw_health(screen, monitor, recorded.statuses, keys=20)
    place = Place(720, 0, SCREEN_HW[1] - 720, SCREEN_HW[0])
    sliders = _panel(screen, place, 'Dynamic Reconfigure  /vl4ad')
    live = [(name, limits) for name, limits in LIMITS.items() if limits.live]
    _draw_sliders(screen, sliders, live)
    return screen


def _panel(screen: UInt8Array, place: Place, title: str) -> Place:
    """Draw an empty panel and return what is inside of it."""
    left, top = place.left + GAP_PX, place.top + GAP_PX
    right, bottom = place.left + place.width - GAP_PX, place.top + place.height - GAP_PX
    cv2.rectangle(screen, (left, top), (right, bottom), SHEET, cv2.FILLED)
    line = fit_line(title, TEXT_PX, right - left - 2 * PAD_PX, SMALLEST_PX, bold=True)
    line.write(screen, left + PAD_PX, top + 6, TEXT)
    head = ROW_PX + 6
    return Place(
        left + PAD_PX, top + head, right - left - 2 * PAD_PX, bottom - top - head - PAD_PX // 2
    )


def _draw_picture(screen: UInt8Array, place: Place, title: str, picture: UInt8Array) -> None:
    inside = _panel(screen, place, title)
    scale = min(inside.width / picture.shape[1], inside.height / picture.shape[0])
    size = round(scale * picture.shape[1]), round(scale * picture.shape[0])
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    left = inside.left + (inside.width - size[0]) // 2
    top = inside.top + (inside.height - size[1]) // 2
    fitted = cv2.resize(picture, size, interpolation=method)
    screen[top : top + size[1], left : left + size[0]] = fitted


def _draw_rows(
    screen: UInt8Array,
    place: Place,
    rows: Sequence[tuple[str, str, Colour]],  # name, value, colour of the value
    name_share: float = 0.42,
) -> int:
    """Write names and values, as many as there is room for, and return where the next would be."""
    top, split = place.top, round(name_share * place.width)
    for name, value, colour in rows:
        if top + ROW_PX > place.top + place.height:
            break
        name_line = fit_line(name, TEXT_PX, split - PAD_PX, SMALLEST_PX)
        name_line.write(screen, place.left, top, DIM)
        line = fit_line(value, TEXT_PX, place.width - split, SMALLEST_PX)
        line.write(screen, place.left + split, top, colour)
        top += ROW_PX
    return top


def _hazard_rows(message: Any) -> list[tuple[str, str, Colour]]:
    stamp_ns = stamp_of(message)
    rows = [
        ('header.stamp', f'{stamp_ns / 1e9:.3f}'),
        ('model_id', message.model_id),
        ('vocabulary_digest', message.vocabulary_digest[:16]),
        ('threshold', f'{message.threshold:.3f}'),
        ('status', f'{message.status} {message.status_text}'),
        ('hazards', f'{len(message.hazards)} elements'),
    ]
    for index, hazard in enumerate(message.hazards):
        box = hazard.box
        text = (
            f'{hazard.name}, id {hazard.id}, {hazard.score_max:.2f}, '
            f'{box.width}x{box.height} at {box.x_offset}, {box.y_offset}'
        )
        rows.append((f'  hazards[{index}]', text))
    return [(name, value, TEXT) for name, value in rows]


def _draw_plot(screen: UInt8Array, place: Place, recorded: Recorded) -> None:
    """Draw the curves of the plot panel over the time of the run."""
    start_ns = recorded.frames[0].stamp_ns
    seconds = np.array([(frame.stamp_ns - start_ns) / 1e9 for frame in recorded.frames])
    curves: dict[str, Sequence[float]] = {
        'hazards': [len(frame.names) for frame in recorded.frames],
        'latency [ms]': [1e3 * frame.latency_s for frame in recorded.frames],
        'frames dropped': recorded.dropped,
    }
    base, height = place.top + place.height - 4, place.height - ROW_PX - 8
    cv2.line(screen, (place.left, base), (place.left + place.width, base), TRACK, 1)
    left = place.left
    for colour, (name, values) in zip(LINES, curves.items(), strict=True):
        most = max(1, max(values, default=0))
        line = fit_line(f'{name} (to {most:.0f})', TEXT_PX - 1, place.width / 3, SMALLEST_PX)
        line.write(screen, left, place.top, colour)
        left += place.width // 3
        x = place.left + seconds / max(float(seconds[-1]), 1e-9) * place.width
        y = base - np.array(values, np.float64) / most * height
        points = np.stack([x[: len(y)], y[: len(x)]], axis=1).round().astype(np.int32)
        cv2.polylines(screen, [points], isClosed=False, color=colour, lineType=cv2.LINE_AA)


def _draw_health(
    screen: UInt8Array,
    place: Place,
    statuses: dict[str, Any],
    keys: int,  # of each status that are shown
) -> None:
    top = place.top
    for status in statuses.values():
        level = min(int(status.level), len(LEVELS) - 1)
        text = f'{LEVEL_NAMES[level]}: {status.message}'
        values = [(f'  {pair.key}', pair.value, TEXT) for pair in status.values[:keys]]
        rows = [(status.name, text, LEVELS[level]), *values]
        room = Place(place.left, top, place.width, place.top + place.height - top)
        top = _draw_rows(screen, room, rows)


def _draw_sliders(
    screen: UInt8Array, place: Place, parameters: Sequence[tuple[str, Limits]]
) -> None:
    """Draw a slider for each range, a box for each switch, and the text of all else."""
    middle, width = place.left + round(0.42 * place.width), round(0.36 * place.width)
    for row, (name, limits) in enumerate(parameters):
        top = place.top + row * ROW_PX
        if top + ROW_PX > place.top + place.height:
            return
        fit_line(name, TEXT_PX - 1, middle - place.left - 8, SMALLEST_PX).write(
            screen, place.left, top, DIM
        )
        value, right = limits.default, middle + width + PAD_PX
        if limits.low is not None and limits.high is not None:
            share = (value - limits.low) / (limits.high - limits.low)
            y, x = top + TEXT_PX // 2 + 2, middle + round(share * width)
            cv2.line(screen, (middle, y), (middle + width, y), TRACK, 3, cv2.LINE_AA)
            cv2.circle(screen, (x, y), 6, LINES[0], cv2.FILLED, cv2.LINE_AA)
        elif isinstance(value, bool):
            corners = (middle, top + 1), (middle + 13, top + 14)
            cv2.rectangle(screen, *corners, LINES[0] if value else TRACK, cv2.FILLED)
            continue
        else:
            right = middle
        text = ', '.join(value) if isinstance(value, tuple) else str(value)
        line = fit_line(text, TEXT_PX - 1, place.left + place.width - right, SMALLEST_PX)
        line.write(screen, right, top, TEXT)
