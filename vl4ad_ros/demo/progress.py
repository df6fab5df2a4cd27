"""What the children of a demonstration tell their parent: one line of JSON each time."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

PLAYER = 'player'
RECORDER = 'recorder'

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
        done = ('frames_processed', 'frames_dropped', 'frames_rejected')
        return self.count('frames_received') - sum(self.count(name) for name in done)


def to_line(progress: PlayerProgress | RecorderProgress) -> str:
    """Return one line for the parent."""
    return json.dumps(asdict(progress))


def from_line(line: str) -> PlayerProgress | RecorderProgress | None:
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
    return None
