"""Runs the node with several cameras, and a client that gives it prompts while images come."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..dds import local_participants
from ..errors import DemoError
from .children import cameras_command, client_command, node_command
from .progress import DONE, WAITING, ClientProgress, from_line
from .prompts import PromptRequest
from .recording import (
    ARRIVAL_S,
    DRAIN_PATIENCE_S,
    MARGIN_NS,
    START_PATIENCE_S,
    STOP_PATIENCE_S,
)
from .watch import Watch

ANSWER_PATIENCE_S = 60.0  # for what a prompt needs, once it is due


@dataclass
class CamerasStatus:
    """What is known of a run with several cameras."""

    stage: str = 'starting the node'
    client: ClientProgress = field(default_factory=lambda: ClientProgress(WAITING))

    def take(self, line: str) -> None:
        """Take in a line of the client; lines that are not for us are left alone."""
        progress = from_line(line)
        if isinstance(progress, ClientProgress):
            self.client = progress


def record_cameras(
    drive: Path,
    name: str,  # of the drive, noted in the recording
    bundle: Path,
    cameras: Sequence[str],
    requests: Sequence[PromptRequest],
    file: Path,
    show: Callable[[CamerasStatus], None],
) -> None:
    """
    Play views of the drive to the node, ask for prompts, and record what it says into the file.

    `show` is called several times a second. Raises DemoError when a process ends on its own or
    does not become ready; nothing is left running in any case.
    """
    with local_participants(file.parent, STOP_PATIENCE_S) as start:
        status = CamerasStatus()
        node = start(node_command(bundle, file.parent, cameras), None)
        client = start(client_command(file, name, cameras, requests), status.take)
        watch = Watch(
            {'node': node, 'client': client},
            lambda: show(status),
            lambda: status.client.phase != WAITING,
        )
        if not watch.wait(lambda: status.client.phase != WAITING, START_PATIENCE_S):
            raise DemoError(
                f'the node was not ready within {START_PATIENCE_S:.0f} s{watch.last_lines("node")}'
            )
        status.stage = 'playing'
        watch.add('player', start(cameras_command(drive, cameras), None))
        _play(watch, status, cameras, max((one.at_s for one in requests), default=0.0))
        status.stage = 'closing the recording'
        watch.close('client')


def _play(watch: Watch, status: CamerasStatus, cameras: Sequence[str], last_s: float) -> None:
    """Let images come until the client wants no more, then wait for the last answers."""
    patience_s = last_s + ANSWER_PATIENCE_S
    if not watch.wait(lambda: status.client.phase == DONE, patience_s):
        raise DemoError(
            f'the prompts had no effect within {patience_s:.0f} s{watch.last_lines("node")}'
        )
    status.stage = 'waiting for the last frames'
    watch.stop('player')
    arrived_s = time.monotonic() + ARRIVAL_S
    watch.wait(lambda: time.monotonic() > arrived_s)
    last_arrival_ns = time.time_ns() + MARGIN_NS

    def is_complete() -> bool:
        client = status.client
        is_new = client.camera_stamp_ns > last_arrival_ns
        return is_new and all(map(client.is_settled, cameras))

    # Whatever is still missing after that is found, and said, when the recording is read.
    watch.wait(is_complete, DRAIN_PATIENCE_S)
