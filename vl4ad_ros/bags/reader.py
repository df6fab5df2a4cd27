"""Reads bags message by message."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from rosbags.highlevel import AnyReader


def read_messages(
    path: Path,
    topics: Collection[str],
) -> Iterator[tuple[str, int, Any]]:  # topic, time of reception in nanoseconds, message
    """Return the messages on these topics in the order in which they were received."""
    with AnyReader([path]) as reader:
        connections = [found for found in reader.connections if found.topic in topics]
        if not connections:  # rosbags would take no filter for all topics
            return
        for connection, received_ns, data in reader.messages(connections):
            yield connection.topic, received_ns, reader.deserialize(data, connection.msgtype)
