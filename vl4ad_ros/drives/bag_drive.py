"""The images of one topic of a rosbag2 as a drive, without ROS."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from rosbags.interfaces import Connection
from rosbags.rosbag2 import Reader

from ..bags.message_types import message_types
from ..errors import DriveError, ImageError
from ..image_codec import decode_message
from ..structures import Frame

BAG_SUFFIXES = frozenset({'.db3', '.mcap'})
FALLBACK_FPS = 10.0  # of a bag with one image
FRAMES_FOR_FPS = 20
IMAGE_TYPES = ('sensor_msgs/msg/Image', 'sensor_msgs/msg/CompressedImage')


@dataclass(frozen=True)
class BagDrive:
    """
    The images of one topic.

    Their stamps are those of their headers, or the times of recording where a header has none;
    their camera is the frame id.
    """

    path: Path
    topic: str
    fps: float
    frame_count: int

    @property
    def name(self) -> str:
        """The name of the bag and the topic in it."""
        return f'{self.path.name} {self.topic}'

    def __iter__(self) -> Iterator[Frame]:
        for index, (stamp_ns, message) in enumerate(_read_messages(self.path, self.topic)):
            try:
                image = decode_message(message)
            except ImageError as error:
                raise DriveError(
                    f'image {index} on {self.topic} of {self.path} cannot be used: {error}'
                ) from error
            yield Frame(image, stamp_ns, message.header.frame_id or 'camera')


def find_bag(path: Path) -> Path | None:
    """
    Return what to open as a bag: the path itself, or the only bag file in a folder; else None.

    A recorder that was killed leaves a folder without metadata.yaml.
    """
    if not path.is_dir():
        return path if path.suffix in BAG_SUFFIXES else None
    if (path / 'metadata.yaml').is_file():
        return path
    files = [child for child in sorted(path.iterdir()) if child.suffix in BAG_SUFFIXES]
    if len(files) > 1:
        raise DriveError(
            f'{path} holds {len(files)} bags and no metadata.yaml: give one of them, '
            f'for example {files[0]}'
        )
    return files[0] if files else None


def open_bag(path: Path, topic: str | None) -> BagDrive:
    """
    Open a bag at a topic, or at its first topic with images, by name.

    Raises DriveError when the bag is damaged or cut short, or has no such images.
    """
    with _reading(path), Reader(path) as reader:
        connections = list(reader.connections)
    counts: dict[str, int] = {}
    for connection in filter(_has_images, connections):
        counts[connection.topic] = counts.get(connection.topic, 0) + connection.msgcount
    if not counts:
        raise DriveError(
            f'{path} holds no images: record a topic of type {" or ".join(IMAGE_TYPES)}'
        )
    if topic is None:
        topic = min(counts)
    if topic not in counts:
        raise DriveError(
            f'{path} holds no images on {topic}: choose one of {", ".join(sorted(counts))}'
        )
    return BagDrive(path, topic, _measure_fps(path, topic), counts[topic])


def _measure_fps(path: Path, topic: str) -> float:
    stamps_ns = [stamp for stamp, _ in islice(_read_messages(path, topic), FRAMES_FOR_FPS)]
    if not stamps_ns:
        raise DriveError(f'{path} has lost the images on {topic}: record it again')
    periods_ns = [later - earlier for earlier, later in pairwise(stamps_ns) if later > earlier]
    return 1e9 / statistics.median(periods_ns) if periods_ns else FALLBACK_FPS


def _read_messages(path: Path, topic: str) -> Iterator[tuple[int, Any]]:
    """Return the stamp in nanoseconds and the message, of each image on the topic."""
    with _reading(path), Reader(path) as reader:
        chosen = [c for c in reader.connections if c.topic == topic and _has_images(c)]
        for connection, received_ns, cdr in reader.messages(chosen):
            message: Any = message_types().deserialize_cdr(cdr, connection.msgtype)
            stamp = message.header.stamp
            yield stamp.sec * 10**9 + stamp.nanosec or received_ns, message


def _has_images(connection: Connection) -> bool:
    return connection.msgtype in IMAGE_TYPES and connection.msgcount > 0


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    # rosbags lets through whatever its storages raise on damaged bytes: errors of sqlite, zstd
    # and lz4, of struct, UnicodeDecodeError, KeyError, MemoryError and more.
    except Exception as error:
        reason = ' '.join(str(error).split()) or type(error).__name__
        raise DriveError(
            f'{path} is damaged or cut short ({reason}): record it again, or mend it with '
            '`mcap recover` or `ros2 bag reindex`'
        ) from error
