"""Figures of a run in a CSV file, row by row."""

import csv
import os
from collections.abc import Mapping, Sequence
from pathlib import Path


class FigureTable:
    """
    A CSV file that grows by a row at a time; `step` is its first column.

    Of a table that is gone on with only the rows of the steps that count are kept: those after
    the last checkpoint are computed, and written, again.
    """

    def __init__(self, path: Path, columns: Sequence[str], steps: int) -> None:
        self._columns = ('step', *columns)
        kept = [row for row in _read(path) if int(row['step']) <= steps]
        temporary = path.with_suffix('.part')
        with temporary.open('w', newline='', encoding='utf-8') as file:
            writer = csv.DictWriter(file, self._columns)
            writer.writeheader()
            writer.writerows(kept)
        os.replace(temporary, path)
        self._path = path

    def add(self, step: int, figures: Mapping[str, float]) -> None:
        """Append a row."""
        row = {'step': step, **{name: f'{value:.6g}' for name, value in figures.items()}}
        with self._path.open('a', newline='', encoding='utf-8') as file:
            csv.DictWriter(file, self._columns).writerow(row)


def _read(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    # the last row may have been cut short when the run was killed
    return [row for row in rows if None not in row.values()]
