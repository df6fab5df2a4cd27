"""The parts of a data set that was published in parts."""

import difflib
from collections.abc import Mapping
from typing import TypeVar

from ...errors import DataSetError

Part = TypeVar('Part')


def choose_split(
    split: str,  # empty: the first
    parts: Mapping[str, Part],  # none for a layout without splits
) -> Part:
    """Return what belongs to a split; raises DataSetError for one that is not there."""
    if split and split not in parts:
        near = difflib.get_close_matches(split, parts, 1, 0.0)[0]
        raise DataSetError(f'there is no split {split!r}: did you mean {near!r}?')
    return parts[split or next(iter(parts))]


def refuse_split(split: str, layout: str) -> None:
    """Raise DataSetError when a split is asked for where there is none."""
    if split:
        raise DataSetError(
            f'the layout {layout!r} has no split {split!r}: leave `split` out, and give each part '
            'a root of its own'
        )
