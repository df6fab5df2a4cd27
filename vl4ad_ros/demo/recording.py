"""Runs node, recorder and player until the drive is over and everything is recorded."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..dds import local_participants
from ..errors import DemoError
from ..processes import ChildProcess
from .children import node_command, player_command, recorder_command
from .progress import DONE, WAITING, PlayerProgress, RecorderProgress, from_line
from .topics import HAZARDS, OVERLAY
from .watch import Watch, last_lines

START_PATIENCE_S = 180.0  # the first start computes the text embeddings
DRAIN_PATIENCE_S = 30.0
ARRIVAL_S = 0.5  # within which the last image reaches the node
MARGIN_NS = 200_000_000  # until the node has counted it
STOP_PATIENCE_S = 2.0  # on Ctrl-C


@dataclass
class Status:
    """What is known of a running demonstration."""

    stage: str = 'starting the node'
    player: PlayerProgress = field(default_factory=lambda: PlayerProgress(WAITING))
    recorder: RecorderProgress = field(default_factory=lambda: RecorderProgress(WAITING))

    def take(self, line: str) -> None:
        """Take in a line of a child; lines that are not for us are left alone."""
        progress = from_line(line)
        if isinstance(progress, PlayerProgress):
            self.player = progress
        elif isinstance(progress, RecorderProgress):
            self.recorder = progress


def record_drive(
    drive: Path,
    name: str,  # of the drive, noted in the recording
    bundle: Path,
    file: Path,
    show: Callable[[Status], None],
) -> str:  # the node's last lines, for the end of a sentence
    """
    Play the drive to the node and record what it says into the file.

    `show` is called several times a second. Raises DemoError when a process ends on its own or
    does not become ready; nothing is left running in any case.
    """
    with local_participants(file.parent, STOP_PATIENCE_S) as start:
        status = Status()
        node = start(node_command(bundle, file.parent), None)
        recorder = start(recorder_command(file, name), status.take)
        player = start(player_command(drive), status.take)
        run = _Run(status, {'node': node, 'recorder': recorder, 'player': player}, show)
        run.to_the_end()
    return last_lines(list(node.tail))


class _Run:
    """The stages of a demonstration, one after the other."""

    def __init__(
        self,
        status: Status,
        children: dict[str, ChildProcess],
        show: Callable[[Status], None],
    ) -> None:
        self._status = status
        self._watch = Watch(children, lambda: show(status), lambda: status.player.phase != WAITING)

    def to_the_end(self) -> None:
        wait = self._watch.wait
        if not wait(lambda: self._status.player.phase != WAITING, START_PATIENCE_S):
            raise DemoError(
                f'the node took no image within {START_PATIENCE_S:.0f} s'
                f'{self._watch.last_lines("node")}'
            )
        self._status.stage = 'playing'
        wait(lambda: self._status.player.phase == DONE)
        self._status.stage = 'waiting for the last frames'
        self._drain()
        self._status.stage = 'closing the recording'
        self._watch.close('recorder')

    def _drain(self) -> None:
        """Wait until the node has dealt with every frame, and the recorder with every message."""
        arrived_s = time.monotonic() + ARRIVAL_S
        self._watch.wait(lambda: time.monotonic() > arrived_s)
        self._watch.stop('player')  # from now on no image can come
        last_arrival_ns = time.time_ns() + MARGIN_NS

        def is_complete() -> bool:
            recorder = self._status.recorder
            processed = recorder.count('frames_processed')
            recorded = (recorder.recorded.get(topic, 0) for topic in (HAZARDS, OVERLAY))
            # By its stamp: what is read now may have been said long ago, if the disk is slow.
            is_quiet = recorder.camera_stamp_ns > last_arrival_ns and recorder.unsettled == 0
            return is_quiet and all(count == processed for count in recorded)

        # Whatever is still missing after that is found, and said, when the recording is read.
        self._watch.wait(is_complete, DRAIN_PATIENCE_S)
