"""Finding the files of a data set, and naming the first that is missing."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..errors import DataSetError

PICTURE_SUFFIXES = ('.jpg', '.jpeg', '.png', '.webp')


class DataSetFiles:
    """Looks for the files of one data set below a folder."""

    def __init__(self, root: Path, title: str, remedy: str) -> None:
        self.root = root
        self._title = title
        self._remedy = remedy

    def inside(self, *names: str) -> 'DataSetFiles':
        """Return the files of the first of these sub-folders that is there, else these."""
        for name in names:
            if (self.root / name).is_dir():
                return DataSetFiles(self.root / name, self._title, self._remedy)
        return self

    def require(self, path: Path) -> Path:
        """Return the path. Raises DataSetError when there is no such file or folder."""
        if not path.exists():
            raise self.missing(path)
        return path

    def missing(self, path: Path) -> DataSetError:
        """Return the error for a file that is not there."""
        return DataSetError(f'{self._title} is not whole, {path} is missing: {self._remedy}')

    def pictures(self, folder: str) -> dict[str, Path]:
        """Return the pictures of a sub-folder by name without suffix, in order of the names."""
        directory = self.require(self.root / folder)
        files = _sorted(directory.iterdir())
        found = {path.stem: path for path in files if path.suffix.lower() in PICTURE_SUFFIXES}
        if not found:
            raise self.missing(directory / '*.jpg')
        return found

    def matching(self, folder: str, pattern: str) -> Sequence[Path]:
        """Return the files of a sub-folder that match, at least one, in order of their names."""
        directory = self.require(self.root / folder)
        found = _sorted(directory.glob(pattern))
        if not found:
            raise self.missing(directory / pattern)
        return found


def _sorted(paths: Iterable[Path]) -> list[Path]:
    """Sort by name, hidden files left out: archives made on a Mac are full of them."""
    return sorted(path for path in paths if not path.name.startswith('.'))
