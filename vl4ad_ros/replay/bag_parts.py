"""Finds the files of a bag, and opens each whole, or as far as it goes."""

import re
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from ..drives.bag_drive import BAG_SUFFIXES
from ..errors import DriveError
from .bag_part import BagPart, WholePart
from .damaged_part import DamagedPart
from .zstandard import zstd

COMPRESSED_SUFFIX = '.zstd'
_BLOCK_BYTES = 1 << 20


class BagParts:
    """
    The parts of a bag in order; `damage` says in sentences what of it cannot be read.

    Files that are compressed as a whole are unpacked into a folder that `stack` removes. Raises
    DriveError when there is no bag, or nothing in it can be read.
    """

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self.damage: list[str] = []
        self._stack = stack
        self.parts = self._open(path)
        if not any(part.topics for part in self.parts):
            told = f': {"; ".join(self.damage)}' if self.damage else ''
            raise DriveError(f'nothing can be read of the bag {path}{told}: record it again')

    def _open(self, path: Path) -> list[BagPart]:
        if path.is_dir() and (path / 'metadata.yaml').is_file():
            try:
                return [WholePart(path)]
            # rosbags lets through whatever its storages raise on damaged bytes.
            except Exception as error:
                self.damage.append(f'{path} is damaged or cut short ({_reason(error)})')
        return [self._open_file(file) for file in _bag_files(path)]

    def _open_file(self, path: Path) -> BagPart:
        if path.suffix == COMPRESSED_SUFFIX:
            path = self._unpack(path)
        unread = path.with_name(f'{path.name}-wal')
        if unread.is_file() and unread.stat().st_size:
            self.damage.append(
                f'the newest messages are still in {unread} and are not read: '
                f"run `sqlite3 {path} 'PRAGMA wal_checkpoint'`"
            )
        try:
            return WholePart(path)
        except Exception as error:  # see above
            self.damage.append(
                f'{path.name} is damaged or cut short ({_reason(error)}) and is read as far '
                'as it goes'
            )
            return DamagedPart(path)

    def _unpack(self, path: Path) -> Path:
        folder = self._stack.enter_context(TemporaryDirectory(prefix='vl4ad_bag_'))
        unpacked = Path(folder) / path.stem
        with zstd.open(path, 'rb') as packed, unpacked.open('wb') as file:
            try:
                while block := packed.read1(_BLOCK_BYTES):  # no more than there is
                    file.write(block)
            except (EOFError, zstd.ZstdError):
                pass  # what has been unpacked is cut short, which shows when it is opened
        return unpacked


def _bag_files(path: Path) -> list[Path]:
    """Return the files of a bag in the order in which a recorder numbers them."""
    try:
        files = sorted(path.iterdir(), key=_natural) if path.is_dir() else [path]
        path.stat()
    except OSError as err:
        raise DriveError(f'{path} cannot be read ({err.strerror}): give a rosbag2') from err
    found = [file for file in files if _is_bag_file(file)]
    if not found:
        raise DriveError(
            f'{path} is no rosbag2: give a folder with metadata.yaml, a .mcap or a .db3 file'
        )
    return found


def _is_bag_file(path: Path) -> bool:
    name = path.stem if path.suffix == COMPRESSED_SUFFIX else path.name
    return Path(name).suffix in BAG_SUFFIXES


def _natural(path: Path) -> list[tuple[str, int]]:
    parts = re.split(r'(\d+)', path.name)
    return list(zip(parts[0::2], [*map(int, parts[1::2]), 0], strict=True))


def _reason(error: Exception) -> str:
    text = ' '.join(str(error).split()) or type(error).__name__
    return text.rstrip('.')
