"""Pictures in a folder, or a single one, as a drive."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import DriveError, ImageError
from ..image_codec import decode_compressed
from ..structures import Frame, UInt8Array

PICTURE_SUFFIXES = frozenset({'.bmp', '.jpeg', '.jpg', '.png', '.webp'})
PICTURE_FPS = 10.0  # pictures have no rate of their own


@dataclass(frozen=True)
class PictureDrive:
    """Pictures one after another; they may differ in size."""

    name: str
    paths: tuple[Path, ...]
    fps: float = PICTURE_FPS

    @property
    def frame_count(self) -> int:
        """The number of pictures."""
        return len(self.paths)

    def __iter__(self) -> Iterator[Frame]:
        for index, path in enumerate(self.paths):
            yield Frame(read_picture(path), round(index * 1e9 / self.fps))


def open_pictures(path: Path) -> PictureDrive:
    """
    Open a folder of pictures, sorted by the numbers in their names, or one picture.

    Raises DriveError when there is no picture, or the first one cannot be read.
    """
    paths = sorted(filter(_is_picture, path.iterdir()), key=_natural) if path.is_dir() else [path]
    if not paths:
        raise DriveError(
            f'{path} holds neither a bag nor pictures ({", ".join(sorted(PICTURE_SUFFIXES))}): '
            'give a folder that does'
        )
    read_picture(paths[0])  # so that the commonest mistakes show before anything is played
    return PictureDrive(path.resolve().name, tuple(paths))


def _is_picture(path: Path) -> bool:
    is_hidden = path.name.startswith('.')  # such as ._name.jpg, which macOS leaves beside pictures
    return path.suffix.lower() in PICTURE_SUFFIXES and not is_hidden and path.is_file()


def _natural(path: Path) -> tuple[list[tuple[str, int]], str]:
    """Return a key that puts frame 2 before frame 10."""
    parts = re.split(r'(\d+)', path.name.casefold())
    texts, numbers = parts[0::2], [*map(int, parts[1::2]), 0]
    return list(zip(texts, numbers, strict=True)), path.name


def read_picture(path: Path) -> UInt8Array:  # (H, W, 3) RGB
    """Return one picture. Raises DriveError when it cannot be read."""
    try:
        return decode_compressed(path.suffix, path.read_bytes())
    except OSError as error:
        raise DriveError(f'{path} cannot be read ({error.strerror}): mend or remove it') from error
    except ImageError as error:
        raise DriveError(f'{path} is no picture ({error}): mend or remove it') from error
