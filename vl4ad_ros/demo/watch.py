"""Waits for the children of a demonstration, and says in one sentence when one of them fails."""

import re
import time
from collections.abc import Callable, Mapping

from ..errors import DemoError
from ..processes import ChildProcess
from .progress import from_line

POLL_S = 0.1
CLOSE_PATIENCE_S = 60.0
# As rclpy's console logger prints them: [ERROR] [1700000000.123456789] [vl4ad]: what happened
_ERROR_LINE = re.compile(r'^\[(?:ERROR|FATAL)\] \[[\d.]+\] \[\S+\]: (.*)')
_SHOWN_LINES = 6


class Watch:
    """The children that have to be alive; one that is stopped on purpose is taken out first."""

    def __init__(
        self,
        children: Mapping[str, ChildProcess],  # by what they are called in messages
        show: Callable[[], None],  # called several times a second
        has_begun: Callable[[], bool],  # until then an error in the node's log ends everything
    ) -> None:
        self._children = dict(children)
        self._show = show
        self._has_begun = has_begun

    def add(self, name: str, child: ChildProcess) -> None:
        """Watch another child."""
        self._children[name] = child

    def wait(self, condition: Callable[[], bool], patience_s: float | None = None) -> bool:
        """Return whether the condition came true in time; raises DemoError when a child ends."""
        deadline = None if patience_s is None else time.monotonic() + patience_s
        while not condition():
            if deadline is not None and time.monotonic() > deadline:
                return False
            self._check_children()
            self._show()
            time.sleep(POLL_S)
        return True

    def stop(self, name: str) -> None:
        """End a child that is not needed any more."""
        self._children.pop(name).stop()

    def close(self, name: str) -> None:
        """End a child that writes a recording, however long that takes."""
        child = self._children.pop(name)
        child.ask_to_end()
        deadline = time.monotonic() + CLOSE_PATIENCE_S
        while child.exit_code is None and time.monotonic() < deadline:
            self._show()
            time.sleep(POLL_S)
        if child.wait(0) != 0:
            raise DemoError(f'the recording is incomplete{last_lines(list(child.tail))}')

    def last_lines(self, name: str) -> str:
        """Return the last lines of a child for the end of a sentence."""
        return last_lines(list(self._children[name].tail))

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
        if self._has_begun():
            return
        if reason := logged_error(self._children['node']):
            raise DemoError(f'the node could not start: {reason}')


def logged_error(node: ChildProcess) -> str:
    """Return the first error among the last lines of a node, or nothing."""
    found = (_ERROR_LINE.match(line) for line in list(node.tail))
    return next((match[1] for match in found if match), '')


def last_lines(lines: list[str]) -> str:
    """Return the last lines for the end of a sentence."""
    shown = [line for line in lines if line.strip() and from_line(line) is None][-_SHOWN_LINES:]
    return '; its last lines:\n' + '\n'.join(f'  {line}' for line in shown) if shown else ''
