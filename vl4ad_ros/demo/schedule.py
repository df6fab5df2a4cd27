"""When each frame of a drive is due."""

from collections.abc import Iterable, Iterator
from itertools import chain

from ..structures import Frame, UInt8Array

# A drive of one picture is shown for so long.
STILL_FRAMES = 30
STILL_FPS = 10.0


def due_frames(
    frames: Iterable[Frame],
) -> Iterator[tuple[UInt8Array, int]]:  # image, nanoseconds after the first
    """
    Return each image with the time at which it is due; a single one is repeated.

    Images whose stamp is not later than the one before are left out: by its stamp an image is
    known in everything that is said of it.
    """
    iterator = iter(frames)
    first = next(iterator, None)
    if first is None:
        return
    second = next(iterator, None)
    if second is None:
        for index in range(STILL_FRAMES):
            yield first.image, round(index * 1e9 / STILL_FPS)
        return
    newest_ns = first.stamp_ns - 1
    for frame in chain((first, second), iterator):
        if frame.stamp_ns > newest_ns:
            newest_ns = frame.stamp_ns
            yield frame.image, newest_ns - first.stamp_ns


def frames_to_play(frame_count: int | None) -> int | None:
    """Return how many images come of a drive with so many frames."""
    return STILL_FRAMES if frame_count == 1 else frame_count
