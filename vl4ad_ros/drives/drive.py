"""What a drive is, and how one is opened, whatever it was stored as."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from ..errors import DriveError
from ..structures import Frame
from .bag_drive import find_bag, open_bag
from .picture_drive import PICTURE_SUFFIXES, open_pictures
from .video_drive import open_video

MAX_FPS = 1000.0


class Drive(Protocol):
    """
    A sequence of frames, read while it is iterated: only one frame is in memory.

    It can be iterated again and again. Iterating raises DriveError at a frame that is damaged.
    """

    @property
    def name(self) -> str:
        """What to call it: the name of the file or folder, and in a bag the topic."""
        ...

    @property
    def fps(self) -> float:
        """Nominal rate; the frames' stamps are what counts."""
        ...

    @property
    def frame_count(self) -> int | None:
        """How many frames there are; None where only reading to the end would tell."""
        ...

    def __iter__(self) -> Iterator[Frame]:
        """Return the frames in order."""
        ...


@dataclass(frozen=True)
class SteadyDrive:
    """Another drive at a rate of choice: all its frames, evenly spaced from the first stamp on."""

    drive: Drive
    fps: float

    @property
    def name(self) -> str:
        """The name of the other drive."""
        return self.drive.name

    @property
    def frame_count(self) -> int | None:
        """The number of frames of the other drive."""
        return self.drive.frame_count

    def __iter__(self) -> Iterator[Frame]:
        first_ns = None
        for index, frame in enumerate(self.drive):
            if first_ns is None:
                first_ns = frame.stamp_ns
            yield replace(frame, stamp_ns=first_ns + round(index * 1e9 / self.fps))


def open_drive(
    path: Path,
    fps: float | None = None,  # None: as it was recorded
    topic: str | None = None,  # of a bag; None: the first topic with images, by name
) -> Drive:
    """
    Open a rosbag2 (folder, .mcap or .db3), a video, a folder of pictures or one picture.

    Raises DriveError when it is none of these, damaged, cut short or empty.
    """
    if fps is not None and not (math.isfinite(fps) and 0 < fps <= MAX_FPS):
        raise DriveError(
            f'a drive cannot be played at {fps:g} frames a second: '
            f'give a rate above 0 and up to {MAX_FPS:g}'
        )
    try:
        drive = _open(path, topic)
    except OSError as error:
        raise DriveError(
            f'{path} cannot be read ({error.strerror}): '
            'give a bag, a video, a folder of pictures or a picture'
        ) from error
    return drive if fps is None else SteadyDrive(drive, fps)


def _open(path: Path, topic: str | None) -> Drive:
    path.stat()  # says what is wrong with the path itself
    bag = find_bag(path)
    if bag is not None:
        return open_bag(bag, topic)
    if topic is not None:
        raise DriveError(f'{path} is no bag, so it has no topic {topic}: leave the topic out')
    if path.is_dir() or path.suffix.lower() in PICTURE_SUFFIXES:
        return open_pictures(path)
    return open_video(path)
