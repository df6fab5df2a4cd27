"""One file of a bag, or a whole folder of them, read topic by topic."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rosbags.rosbag2 import Reader

Received = tuple[int, bytes]  # time of reception in nanoseconds, message as it is stored


@dataclass(frozen=True)
class Topic:
    """What is on a topic."""

    type_name: str  # for example sensor_msgs/msg/Image
    messages: int


class BagPart(Protocol):
    """Where messages come from."""

    @property
    def topics(self) -> Mapping[str, Topic]:
        """The topics by name."""
        ...

    def messages(self, topic: str) -> Iterator[Received]:
        """Return the messages of a topic in the order in which they were received."""
        ...


class WholePart:
    """A folder or file with an index; raises whatever rosbags raises on one that is damaged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        types: dict[str, str] = {}
        counts: Counter[str] = Counter()
        with Reader(path) as reader:
            for connection in reader.connections:
                types[connection.topic] = connection.msgtype
                counts[connection.topic] += connection.msgcount
        self.topics = {name: Topic(types[name], counts[name]) for name in types}

    def messages(self, topic: str) -> Iterator[Received]:
        """Return the messages of a topic in the order in which they were received."""
        with Reader(self._path) as reader:
            chosen = [found for found in reader.connections if found.topic == topic]
            for _, received_ns, data in reader.messages(chosen):
                yield received_ns, bytes(data)
