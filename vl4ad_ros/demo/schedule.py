"""When each frame of a drive is due."""

from collections.abc import Iterable, Iterator
from itertools import chain, repeat

from ..structures import Frame, UInt8Array

# A drive of one picture is shown for so long.
STILL_FRAMES = 30
STILL_FPS = 10.0


def due_frames(
    frames: Iterable[Frame],  # with rising stamps
) -> Iterator[tuple[UInt8Array, int]]:  # image, nanoseconds after the first
    """Return each image with the time at which it is due; a single one is repeated."""
    iterator = iter(frames)
    first = next(iterator, None)
    if first is None:
        return
    second = next(iterator, None)
    if second is None:
        for index, frame in enumerate(repeat(first, STILL_FRAMES)):
            yield frame.image, round(index * 1e9 / STILL_FPS)
        return
    for frame in chain((first, second), iterator):
        yield frame.image, frame.stamp_ns - first.stamp_ns
