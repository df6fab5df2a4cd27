"""Partial results on disk: each is there whole or not at all, and says what it was made from."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from ..errors import EvaluationError
from .scores import ScoreFolder
from .units import Unit

_ORIGIN = 'made_from'
_UNFINISHED = '.unfinished-'


class Parts:
    """The results of the units of one stage, a folder for each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, unit: Unit) -> Path:
        """
        Return the folder of a part that is done.

        Raises EvaluationError when it is not there, though somebody has made it.
        """
        path = self._folder / unit.name
        if not path.is_dir():
            raise EvaluationError(
                f'{path} was made by a worker and is not there: put --out and the data set on a '
                'file system that all machines share, under the same path'
            )
        return path

    def has(self, unit: Unit, origin: str) -> bool:
        """Tell whether the part was made, and from the same."""
        try:
            return (self._folder / unit.name / _ORIGIN).read_text(encoding='utf-8') == origin
        except OSError:
            return False

    @contextmanager
    def writing(self, unit: Unit, origin: str) -> Iterator[Path]:
        """Give a folder for the results of a unit; it becomes the part at the end of the block."""
        self._folder.mkdir(parents=True, exist_ok=True)
        scratch = Path(mkdtemp(prefix=f'{_UNFINISHED}{unit.name}-', dir=self._folder))
        try:
            yield scratch
            (scratch / _ORIGIN).write_text(origin, encoding='utf-8')
            self._put(scratch, unit, origin)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _put(self, scratch: Path, unit: Unit, origin: str) -> None:
        target = self._folder / unit.name
        shutil.rmtree(target, ignore_errors=True)  # made from something else
        try:
            scratch.rename(target)
        except OSError:
            if not self.has(unit, origin):  # else a worker that was given up has made it as well
                raise


def origin_of(
    unit: Unit,
    scores: ScoreFolder,
    settings: Any = None,  # as JSON takes them
) -> str:
    """Return a digest that changes when a score map, a label or a setting does."""
    paths = [path for frame in unit.frames for path in (scores.path(frame.id), frame.label)]
    facts = [(str(path), *_version_of(path)) for path in paths if path is not None]
    return hashlib.sha256(json.dumps([facts, settings]).encode()).hexdigest()


def _version_of(path: Path) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except OSError:  # whoever reads it says what is wrong
        return 0, 0
    return status.st_size, status.st_mtime_ns
