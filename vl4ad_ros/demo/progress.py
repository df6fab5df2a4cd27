"""What the children of a demonstration tell their parent: one line of JSON each time."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

PLAYER = 'player'
RECORDER = 'recorder'
CLIENT = 'client'

WAITING = 'waiting'  # for the others
RUNNING = 'running'
DONE = 'done'


@dataclass(frozen=True)
class PlayerProgress:
    """How far the drive has been played."""

    phase: str  # WAITING, RUNNING or DONE
    sent: int = 0
    skipped: int = 0  # frames that were late by more than one period
    source: str = PLAYER


@dataclass(frozen=True)
class RecorderProgress:
    """What has been recorded, and what the node says of itself."""

    phase: str  # WAITING until every topic of the node is matched, DONE once the file is closed
    recorded: Mapping[str, int] = field(default_factory=dict)  # messages by topic
    camera: Mapping[str, str] = field(default_factory=dict)  # newest diagnostics
    newest_hazards: tuple[tuple[str, float], ...] = ()  # name and highest score of each
    camera_stamp_ns: int = 0  # when the node said that
    source: str = RECORDER

    def count(self, name: str) -> int:
        """Return a counter of the node, 0 before its first report."""
        return int(self.camera.get(name, 0))

    @property
    def unsettled(self) -> int:
        """Frames that the node has received and has not yet dealt with."""
        return unsettled(self.camera)


@dataclass(frozen=True)
class ClientProgress:
    """What a client of several cameras has seen."""

    phase: str  # WAITING until every topic of the node is matched, DONE when it wants no more
    answers: Mapping[str, int] = field(default_factory=dict)  # hazard messages by camera
    cameras: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # newest diagnostics
    camera_stamp_ns: int = 0  # when the node said that
    said: str = ''  # what happened last, in words
    source: str = CLIENT

    def is_settled(self, camera: str) -> bool:
        """Tell whether the node has dealt with all images, and said so of each."""
        counters = self.cameras.get(camera, {})
        processed = int(counters.get('frames_processed', 0))
        return unsettled(counters) == 0 and self.answers.get(camera, 0) == processed


Progress = PlayerProgress | RecorderProgress | ClientProgress


def unsettled(counters: Mapping[str, str]) -> int:
    """Return how many frames of a camera the node has received and not yet dealt with."""
    done = ('frames_processed', 'frames_dropped', 'frames_rejected')
    return int(counters.get('frames_received', 0)) - sum(
        int(counters.get(name, 0)) for name in done
    )


def to_line(progress: Progress) -> str:
    """Return one line for the parent."""
    return json.dumps(asdict(progress))


def from_line(line: str) -> Progress | None:
    """Return what the line says, None when it is something else, for example a log line."""
    try:
        values = json.loads(line)
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    if values.get('source') == PLAYER:
        return PlayerProgress(**values)
    if values.get('source') == RECORDER:
        hazards = tuple((name, score) for name, score in values.pop('newest_hazards'))
        return RecorderProgress(**values, newest_hazards=hazards)
    if values.get('source') == CLIENT:
        return ClientProgress(**values)
    return None
