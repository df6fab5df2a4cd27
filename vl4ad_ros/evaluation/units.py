"""How a data set is divided into pieces of work; it depends on the data set alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from .data_set import DataSet, DataSetFrame

_WANTED_UNITS = 64  # enough for the workers of a cluster to end at about the same time
_LARGEST_UNIT = 64  # frames; so much is lost at most when a run is stopped


@dataclass(frozen=True)
class Unit:
    """Successive frames that are worked on together."""

    name: str  # sorts as the units follow each other
    data_set: DataSet  # with these frames only

    @property
    def frames(self) -> tuple[DataSetFrame, ...]:
        """Return the frames in the order of the data set."""
        return self.data_set.frames


def scoring_units(data_set: DataSet) -> tuple[Unit, ...]:
    """Divide the frames for the network; those of a bag stay together, it is read once."""
    return _divide(data_set, lambda frame: frame.image if frame.stamp_ns is not None else None)


def judging_units(data_set: DataSet) -> tuple[Unit, ...]:
    """Divide the frames for the figures; a drive whose truth is known is judged as a whole."""
    return _divide(data_set, lambda frame: frame.truth if frame.drive else None)


def _divide(data_set: DataSet, whole: Callable[[DataSetFrame], Path | None]) -> tuple[Unit, ...]:
    """Return units of about equal size; frames of one path from `whole` are not divided."""
    length = min(_LARGEST_UNIT, -(-len(data_set.frames) // _WANTED_UNITS))
    pieces = [
        piece
        for path, group in groupby(data_set.frames, whole)
        for piece in _pieces(tuple(group), length if path is None else 0)
    ]
    return tuple(
        Unit(f'{number:06d}', replace(data_set, frames=tuple(piece)))
        for number, piece in enumerate(pieces)
    )


def _pieces(
    frames: Sequence[DataSetFrame],
    length: int,  # 0: as long as they are
) -> Iterator[Sequence[DataSetFrame]]:
    length = length or len(frames)
    return (frames[start : start + length] for start in range(0, len(frames), length))
