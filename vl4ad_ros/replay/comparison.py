"""Two runs frame by frame: the gate that a change has to pass."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product, zip_longest
from pathlib import Path

import numpy as np

from ..bags.reader import read_messages
from ..errors import ReplayError
from ..structures import FloatArray
from .frame_record import FrameRecord, Values, read_records
from .results import RESULTS_FILE, SCORE, output_topic


@dataclass(frozen=True)
class Tolerances:
    """How far two runs may be apart and still count as the same."""

    score: float = 1e-3  # largest difference of the score anywhere in a map
    box_px: int = 8  # largest difference of a side of a hazard's box
    hazards: int = 0  # hazards of a frame that only one of the runs has


@dataclass(frozen=True)
class Comparison:
    """What came of it."""

    reference: str
    frames: int  # compared
    equal: int  # with the same digest
    differing: int  # beyond the tolerances
    score_max_abs: float  # over all frames
    maps: bool  # whether whole maps were compared, else their statistics
    first_difference: str  # in a sentence, empty where there is none
    tolerances: Tolerances
    settings: tuple[str, ...] = field(default=())  # what was run in another way, in sentences

    @property
    def passed(self) -> bool:
        """Whether the runs agree."""
        return not self.first_difference


def compare_runs(
    reference: Path,
    run: Path,
    tolerances: Tolerances,
    settings: tuple[str, ...] = (),
    name: str = '',  # what to call the reference; by default its folder
) -> Comparison:
    """
    Compare every frame of two folders.

    Where the reference has no results.mcap, the statistics of the score maps are compared. Raises
    ReplayError when a folder cannot be read.
    """
    with_maps = (reference / RESULTS_FILE).is_file()
    scores = _Scores(reference, with_maps), _Scores(run, with_maps)
    frames = equal = differing = 0
    score_max_abs, first = 0.0, ''
    for one, two in zip_longest(read_records(reference), read_records(run)):
        frames += 1
        what = _order(one, two)
        if not what:
            assert one is not None
            assert two is not None
            same = bool(one.digest) and one.digest == two.digest
            equal += same
            apart = _score_difference(one, two, scores)
            score_max_abs = max(score_max_abs, apart)
            if not same:
                what = _difference(one, two, apart, tolerances)
        if what:
            differing += 1
            first = first or f'{_title(two or one)}: {what}'
        if one is None or two is None or _order(one, two):
            break  # from here on frames do not belong together
    return Comparison(
        name or str(reference),
        frames,
        equal,
        differing,
        score_max_abs,
        with_maps,
        first,
        tolerances,
        settings,
    )


class _Scores:
    """The score images of a run, one for each frame that was processed."""

    def __init__(self, folder: Path, with_maps: bool) -> None:
        self._folder = folder
        self._maps = self._read() if with_maps else None

    def next_for(self, record: FrameRecord) -> FloatArray | None:
        if self._maps is None or record.rejected:
            return None
        try:
            score = next(self._maps, None)
        except ReplayError:
            raise
        except Exception as err:  # whatever rosbags raises on damaged bytes
            raise ReplayError(
                f'{self._folder / RESULTS_FILE} is damaged: make the folder again, '
                'or remove the file to compare without score maps'
            ) from err
        if score is None:
            raise ReplayError(
                f'{self._folder / RESULTS_FILE} has no score for frame {record.frame}: '
                'make the folder again'
            )
        return score

    def _read(self) -> Iterator[FloatArray]:
        cameras = {record.topic for record in read_records(self._folder)}
        ways = product(cameras, (True, False))  # as the only camera, or as one of several
        topics = {output_topic(SCORE, camera, alone) for camera, alone in ways}
        for _, _, message in read_messages(self._folder / RESULTS_FILE, topics):
            yield message.data.view('<f4').reshape(message.height, message.width)


def _order(one: FrameRecord | None, two: FrameRecord | None) -> str:
    if one is None:
        return 'the reference has no such frame'
    if two is None:
        return 'only the reference has this frame'
    if (one.topic, one.stamp_ns) != (two.topic, two.stamp_ns):
        return f'in the reference this is {one.topic} at {one.stamp_ns} ns'
    return ''


def _score_difference(
    one: FrameRecord, two: FrameRecord, scores: tuple[_Scores, _Scores]
) -> float:
    """Return the largest difference of the scores; 1, the largest there is, of other sizes."""
    first, second = scores[0].next_for(one), scores[1].next_for(two)
    if one.rejected or two.rejected:
        return 0.0
    if first is None or second is None:
        shared = one.score.keys() & two.score.keys()
        return max((abs(one.score[name] - two.score[name]) for name in shared), default=0.0)
    if first.shape != second.shape:
        return 1.0
    return float(np.abs(first - second).max())


def _difference(
    one: FrameRecord, two: FrameRecord, score_max_abs: float, tolerances: Tolerances
) -> str:
    if one.rejected != two.rejected:
        was, now = (record.rejected or 'processed' for record in (one, two))
        return f'in the reference it is {was}, now {now}'
    if score_max_abs > tolerances.score:
        return f'the score differs by up to {score_max_abs:.3g}, {tolerances.score:g} is tolerated'
    lone = _without_partner(one.hazards, two.hazards, tolerances.box_px)
    if max(len(lone[0]), len(lone[1])) > tolerances.hazards:
        was, now = (_named(hazards) for hazards in lone)
        return (
            f'{len(one.hazards)} hazards in the reference, now {len(two.hazards)}; '
            f'only in the reference: {was}; only now: {now}'
        )
    return ''


def _without_partner(
    first: tuple[Values, ...], second: tuple[Values, ...], box_px: int
) -> tuple[list[Values], list[Values]]:
    """Return the hazards of either side for which the other has none of that name and place."""
    left, lone = list(second), []
    for hazard in first:
        partner = next((other for other in left if _is_same(hazard, other, box_px)), None)
        if partner is None:
            lone.append(hazard)
        else:
            left.remove(partner)
    return lone, left


def _is_same(one: Values, two: Values, box_px: int) -> bool:
    sides = zip(one['box_xyxy_px'], two['box_xyxy_px'], strict=True)
    return one['name'] == two['name'] and all(abs(a - b) <= box_px for a, b in sides)


def _named(hazards: list[Values]) -> str:
    shown = [f'{hazard["name"]} at {list(hazard["box_xyxy_px"])}' for hazard in hazards[:2]]
    return ', '.join([*shown, *(['...'] if len(hazards) > 2 else [])]) or 'none'


def _title(record: FrameRecord | None) -> str:
    assert record is not None
    return f'frame {record.frame} ({record.topic} at {record.stamp_ns} ns)'
