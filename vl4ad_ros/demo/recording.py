"""Runs node, recorder and player until the drive is over and everything is recorded."""

import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from ..dds import end_participants, isolated_environment, reserved_domain
from ..errors import DemoError
from ..processes import ChildProcess
from .children import node_command, player_command, recorder_command
from .progress import DONE, WAITING, PlayerProgress, RecorderProgress, from_line
from .topics import HAZARDS, OVERLAY

POLL_S = 0.1
START_PATIENCE_S = 180.0  # the first start computes the text embeddings
DRAIN_PATIENCE_S = 30.0
ARRIVAL_S = 0.5  # within which the last image reaches the node
MARGIN_NS = 200_000_000  # until the node has counted it
CLOSE_PATIENCE_S = 60.0
STOP_PATIENCE_S = 2.0  # on Ctrl-C
# As rclpy's console logger prints them: [ERROR] [1700000000.123456789] [vl4ad]: what happened
_ERROR_LINE = re.compile(r'^\[(?:ERROR|FATAL)\] \[[\d.]+\] \[\S+\]: (.*)')
_SHOWN_LINES = 6


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
    with reserved_domain() as domain_id, ExitStack() as stack:
        environment = isolated_environment(domain_id)
        environment['ROS_LOG_DIR'] = str(file.parent)
        children: list[ChildProcess] = []
        stack.callback(end_participants, children)

        def start(command: list[str], on_line: Callable[[str], None] | None) -> ChildProcess:
            children.append(ChildProcess(command, environment, on_line, STOP_PATIENCE_S))
            return children[-1]

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
        self._children = children
        self._show = show

    def to_the_end(self) -> None:
        started = self._wait(lambda: self._status.player.phase != WAITING, START_PATIENCE_S)
        if not started:
            raise DemoError(
                f'the node took no image within {START_PATIENCE_S:.0f} s{self._last_lines("node")}'
            )
        self._status.stage = 'playing'
        self._wait(lambda: self._status.player.phase == DONE)
        self._status.stage = 'waiting for the last frames'
        self._drain()
        self._status.stage = 'closing the recording'
        self._close_recording()

    def _drain(self) -> None:
        """Wait until the node has dealt with every frame, and the recorder with every message."""
        arrived_s = time.monotonic() + ARRIVAL_S
        self._wait(lambda: time.monotonic() > arrived_s)
        self._children.pop('player').stop()  # from now on no image can come
        last_arrival_ns = time.time_ns() + MARGIN_NS

        def is_complete() -> bool:
            recorder = self._status.recorder
            processed = recorder.count('frames_processed')
            recorded = (recorder.recorded.get(topic, 0) for topic in (HAZARDS, OVERLAY))
            # By its stamp: what is read now may have been said long ago, if the disk is slow.
            is_quiet = recorder.camera_stamp_ns > last_arrival_ns and recorder.unsettled == 0
            return is_quiet and all(count == processed for count in recorded)

        # Whatever is still missing after that is found, and said, when the recording is read.
        self._wait(is_complete, DRAIN_PATIENCE_S)

    def _close_recording(self) -> None:
        recorder = self._children.pop('recorder')
        recorder.ask_to_end()
        deadline = time.monotonic() + CLOSE_PATIENCE_S
        while recorder.exit_code is None and time.monotonic() < deadline:
            self._show(self._status)
            time.sleep(POLL_S)
        if recorder.wait(0) != 0:
            raise DemoError(f'the recording is incomplete{last_lines(list(recorder.tail))}')

    def _wait(self, condition: Callable[[], bool], patience_s: float | None = None) -> bool:
        deadline = None if patience_s is None else time.monotonic() + patience_s
        while not condition():
            if deadline is not None and time.monotonic() > deadline:
                return False
            self._check_children()
            self._show(self._status)
            time.sleep(POLL_S)
        return True

    def _check_children(self) -> None:
        for name, child in self._children.items():
            if child.exit_code is not None:
                child.wait(1.0)  # for its last lines
                last = child.tail[-1] if child.tail else ''
                raise DemoError(
                    f'the {name} stopped: {last.removeprefix("error: ")}'
                    if last.startswith('error: ')
                    else f'the {name} ended with exit code {child.exit_code}'
                    f'{last_lines(list(child.tail))}'
                )
        if self._status.player.phase != WAITING:
            return
        if reason := logged_error(self._children['node']):
            raise DemoError(f'the node could not start: {reason}')

    def _last_lines(self, name: str) -> str:
        return last_lines(list(self._children[name].tail))


def logged_error(node: ChildProcess) -> str:
    """Return the first error among the last lines of a node, or nothing."""
    found = (_ERROR_LINE.match(line) for line in list(node.tail))
    return next((match[1] for match in found if match), '')


def last_lines(lines: list[str]) -> str:
    """Return the last lines for the end of a sentence."""
    shown = [line for line in lines if line.strip() and from_line(line) is None][-_SHOWN_LINES:]
    return '; its last lines:\n' + '\n'.join(f'  {line}' for line in shown) if shown else ''
