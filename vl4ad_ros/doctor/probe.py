"""Asks ROS 2, in a process of its own: what cannot be imported there does no harm here."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ..paths import PACKAGE

LISTEN_S = 4.0  # to a topic, from its first image on
FIRST_IMAGE_S = 10.0  # within which it has to arrive: on a busy machine two nodes meet in seconds
START_PATIENCE_S = 30.0


@dataclass(frozen=True)
class TopicReport:
    """What is heard on a topic."""

    name: str
    types: tuple[str, ...]
    publishers: int
    images: int = 0  # received
    seconds: float = 0.0  # from the first of them to the last
    what: str = ''  # of the last one: size and encoding, or format
    others: tuple[str, ...] = ()  # topics with images, where nobody publishes on this one


@dataclass(frozen=True)
class RosReport:
    """What ROS 2 is here, and what its topics carry."""

    error: str = ''  # why there is no ROS 2
    middleware: str = ''
    messages_error: str = ''  # why this package's messages cannot be used
    topics: tuple[TopicReport, ...] = ()

    def to_line(self) -> str:
        """Return one line for the parent."""
        return json.dumps(asdict(self))


def ask_ros(topics: Sequence[str] = ()) -> RosReport:
    """Return what a child says that imports ROS 2, and listens to the topics."""
    command = [sys.executable, '-m', f'{PACKAGE}.ros.probe', *topics]
    patience_s = START_PATIENCE_S + (FIRST_IMAGE_S + LISTEN_S if topics else 0)
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=patience_s)
    except subprocess.TimeoutExpired:
        return RosReport(error=f'it gave no answer within {patience_s:.0f} s')
    lines = result.stdout.splitlines()
    if result.returncode or not lines:
        words = result.stderr.strip().splitlines()
        return RosReport(error=words[-1] if words else f'exit code {result.returncode}')
    return _from_line(lines[-1])


def _from_line(line: str) -> RosReport:
    values = json.loads(line)
    topics = values.pop('topics')
    return RosReport(
        **values,
        topics=tuple(
            TopicReport(**{**t, 'types': tuple(t['types']), 'others': tuple(t['others'])})
            for t in topics
        ),
    )
