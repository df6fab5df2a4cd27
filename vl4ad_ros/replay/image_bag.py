"""The images of a bag: of all cameras in the order of their stamps, none left out."""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from ..bags.message_types import message_types
from ..drives.bag_drive import IMAGE_TYPES
from ..errors import DriveError
from .bag_parts import BagParts
from .zstandard import zstd

COMPRESSED_IMAGE = 'sensor_msgs/msg/CompressedImage'
HAZARD_ARRAY = 'vl4ad_ros/msg/HazardArray'
# What the node publishes beside its hazards: its own pictures are no camera's.
NODE_PICTURES = ('score', 'score_mono8', 'labels', 'overlay', 'overlay/compressed')
_ZSTD_START = b'\x28\xb5\x2f\xfd'  # a message as such begins with a zero byte


@dataclass(frozen=True)
class ImageMessage:
    """An image as it was recorded."""

    topic: str
    stamp_ns: int  # of its header; the time of reception where the header has none
    received_ns: int
    cdr: bytes
    message: Any | None  # None where the bytes are no such message


class ImageBag:
    """
    A bag with images, open inside a `with` block.

    Iterating gives them all; a camera's images come in the order in which they were recorded,
    those of several cameras are merged by their stamps. What cannot be read is said in `damage`,
    which is complete after the last image. Raises DriveError when there are no such images.
    """

    def __init__(self, path: Path, topics: Sequence[str] = ()) -> None:
        self.path = path
        with ExitStack() as stack:
            opened = BagParts(path, stack)
            self._parts, self.damage = opened.parts, opened.damage
            self._types: dict[str, str] = {}
            counts: Counter[str] = Counter()
            for part in self._parts:
                for name, topic in part.topics.items():
                    self._types.setdefault(name, topic.type_name)
                    counts[name] += topic.messages
            present = {name: kind for name, kind in self._types.items() if counts[name]}
            self.counts = {name: counts[name] for name in _choose(path, present, topics)}
            self.left_out = tuple(
                sorted(
                    name
                    for name, kind in present.items()
                    if kind in IMAGE_TYPES and name not in self.counts
                )
            )
            self._stack = stack.pop_all()

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics whose images are given."""
        return tuple(self.counts)

    def is_compressed(self, topic: str) -> bool:
        """Tell whether the images on a topic are JPEG, PNG or the like."""
        return self._types[topic] == COMPRESSED_IMAGE

    def __iter__(self) -> Iterator[ImageMessage]:
        cameras = [self._images(topic) for topic in self.topics]
        return heapq.merge(*cameras, key=lambda image: image.stamp_ns)

    def __enter__(self) -> 'ImageBag':
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _images(self, topic: str) -> Iterator[ImageMessage]:
        done = 0
        try:
            for part in self._parts:
                if topic in part.topics:
                    for received_ns, stored in part.messages(topic):
                        yield self._image(topic, received_ns, stored)
                        done += 1
        except DriveError:
            raise
        except Exception as error:  # whatever rosbags raises on damaged bytes
            reason = ' '.join(str(error).split()).rstrip('.') or type(error).__name__
            self.damage.append(
                f'{topic} is damaged after {done} of {self.counts[topic]} images ({reason}): '
                'the others are not read'
            )

    def _image(self, topic: str, received_ns: int, stored: bytes) -> ImageMessage:
        try:
            cdr = zstd.decompress(stored) if stored.startswith(_ZSTD_START) else stored
            message: Any = message_types().deserialize_cdr(cdr, self._types[topic])
        except Exception:  # rosbags checks nothing: struct, Unicode, value and index errors
            return ImageMessage(topic, received_ns, received_ns, stored, None)
        stamp = message.header.stamp
        stamp_ns = stamp.sec * 10**9 + stamp.nanosec or received_ns
        return ImageMessage(topic, stamp_ns, received_ns, cdr, message)


def _choose(path: Path, types: Mapping[str, str], wanted: Sequence[str]) -> tuple[str, ...]:
    """
    Return the topics to replay: those wanted, or every camera's.

    A camera's compressed images are left out where its plain ones are there, and so are pictures
    that the node itself has published.
    """
    images = sorted(name for name, kind in types.items() if kind in IMAGE_TYPES)
    for name in wanted:
        if name not in images:
            has = f'choose from {", ".join(images)}' if images else 'it has none at all'
            raise DriveError(f'{path} holds no images on {name}: {has}')
    if wanted:
        return tuple(sorted(set(wanted)))
    nodes = {_namespace(name) for name, kind in types.items() if kind == HAZARD_ARRAY}
    ours = {f'{node}/{picture}' for node in nodes for picture in NODE_PICTURES}
    cameras = tuple(
        name for name in images if name not in ours and _namespace(name) not in set(images)
    )
    if not cameras:
        kinds = ' or '.join(IMAGE_TYPES)
        raise DriveError(f'{path} holds no images of a camera: record a topic of type {kinds}')
    return cameras


def _namespace(topic: str) -> str:
    return topic.rpartition('/')[0]
