"""The pictures of the experiment: rendered streets, and what is known of each beyond its label."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import DataSetError
from ..evaluation.data_set import DataSet, DataSetFrame
from ..evaluation.drive_truth import INDEX, INSTANCES, THINGS, UNKNOWN
from ..evaluation.layouts import open_data_set
from ..synthetic.objects.unknowns import UNKNOWN_KINDS

CLASSES = 'labels_class'
LAYOUT = 'rendered'


@dataclass(frozen=True)
class UnknownThing:
    """A visible thing of no known class."""

    id: int  # in the instance map
    kind: str
    near: bool  # like a known class
    unseen: bool  # kept from everything that learns


@dataclass(frozen=True)
class StreetPicture:
    """One picture; without its maps it says less: nothing of classes, or of mixed kinds."""

    frame: DataSetFrame
    unknowns: tuple[UnknownThing, ...]
    class_map: Path | None  # train ids of Cityscapes
    instance_map: Path | None


@dataclass(frozen=True)
class Streets:
    """All pictures, from one folder or several."""

    data_set: DataSet  # with the frames of the pictures, in their order
    pictures: tuple[StreetPicture, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The unknown kinds that appear, sorted."""
        return tuple(sorted({thing.kind for one in self.pictures for thing in one.unknowns}))

    def thinned(self, count: int) -> 'Streets':
        """Return at most so many pictures, evenly spaced, of those with unknown things and not."""
        groups = [[], []]  # type: list[list[int]]
        for index, picture in enumerate(self.pictures):
            groups[not picture.unknowns].append(index)
        empty = min(len(groups[1]), max(-(-count // 4), count - len(groups[0])))
        chosen = sorted(_spaced(groups[0], count - empty) + _spaced(groups[1], empty))
        pictures = tuple(self.pictures[index] for index in chosen)
        frames = tuple(picture.frame for picture in pictures)
        return Streets(replace(self.data_set, frames=frames), pictures)


def open_streets(roots: Sequence[Path]) -> Streets:
    """
    Find the pictures of folders of `vl4ad synthesize`, or of bags with their truth beside them.

    Raises DataSetError when a folder is not whole.
    """
    sets = [open_data_set(LAYOUT, root) for root in roots]
    pictures = []
    for number, data_set in enumerate(sets):
        records: dict[Path, dict[str, tuple[UnknownThing, ...]]] = {}
        for frame in data_set.frames:
            assert frame.truth is not None  # the layout sees to it
            if frame.truth not in records:
                records[frame.truth] = _read_unknowns(frame.truth)
            prefix = f'{number}_' if len(sets) > 1 else ''
            pictures.append(_picture(frame, prefix, records[frame.truth]))
    frames = tuple(picture.frame for picture in pictures)
    return Streets(replace(sets[0], root=_common_root(roots), frames=frames), tuple(pictures))


def _picture(
    frame: DataSetFrame, prefix: str, records: dict[str, tuple[UnknownThing, ...]]
) -> StreetPicture:
    assert frame.truth is not None
    name = Path(frame.id).name
    if name not in records:
        raise DataSetError(
            f'{frame.truth / INDEX} does not know the picture {name}: render the drive again'
        )
    # Stills resemble each other no more than any pictures do: each is drawn by itself.
    drive = f'{prefix}{frame.drive}' if (frame.truth / THINGS).is_file() else ''
    return StreetPicture(
        replace(frame, id=f'{prefix}{frame.id}', drive=drive),
        records[name],
        _if_there(frame.truth / CLASSES / f'{name}.png'),
        _if_there(frame.truth / INSTANCES / f'{name}.png'),
    )


def _read_unknowns(truth: Path) -> dict[str, tuple[UnknownThing, ...]]:
    """Return the visible unknown things of each picture, by its name."""
    index, things = truth / INDEX, truth / THINGS
    try:
        lines = index.read_text(encoding='utf-8').splitlines()
        known = json.loads(things.read_text(encoding='utf-8')) if things.is_file() else []
        of_drive = {int(thing['id']): thing for thing in known}
        return {
            f'{record["index"]:06d}': tuple(
                _unknown(thing)
                for thing in _visible(record, of_drive)
                if thing['label'] == UNKNOWN
            )
            for record in map(json.loads, lines)
        }
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise DataSetError(
            f'{index} or {things} is not what `vl4ad synthesize` writes: render the drive again'
        ) from err


def _visible(record: dict[str, Any], of_drive: dict[int, Any]) -> list[dict[str, Any]]:
    """Return what is visible in a frame, from its own list or by the ids of the drive."""
    if 'things' in record:
        return list(record['things'])
    return [of_drive[int(number)] for number in record['visible_px']]


def _unknown(thing: dict[str, Any]) -> UnknownThing:
    if 'near' in thing:
        return UnknownThing(int(thing['id']), thing['kind'], thing['near'], thing['unseen'])
    kind = UNKNOWN_KINDS[thing['kind'].replace(' ', '_')]
    return UnknownThing(int(thing['id']), thing['kind'], kind.near, kind.unseen)


def _common_root(roots: Sequence[Path]) -> Path:
    """Return what names all folders: maps are kept for these pictures alone."""
    return Path(','.join(str(root.resolve()) for root in roots))


def _if_there(path: Path) -> Path | None:
    return path if path.is_file() else None


def _spaced(items: list[int], count: int) -> list[int]:
    if count >= len(items):
        return items
    return [items[int(at)] for at in np.linspace(0, len(items) - 1, count).round()]
