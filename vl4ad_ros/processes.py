"""Child processes that speak in lines, and end when they are asked to."""

import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

END_PATIENCE_S = 5.0  # from SIGINT to SIGKILL


class ChildProcess:
    """
    A running child whose output is read line by line in a thread of its own.

    Its last lines stay readable. Leaving the `with` block ends it: SIGINT first, SIGKILL after
    `patience_s`.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        on_line: Callable[[str], None] | None = None,
        patience_s: float = END_PATIENCE_S,
    ) -> None:
        self.tail: deque[str] = deque(maxlen=50)
        self._on_line = on_line
        self._patience_s = patience_s
        self._process = subprocess.Popen(
            list(command),
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors='replace',
            start_new_session=True,  # Ctrl-C in the terminal reaches the parent alone
        )
        self._reader = threading.Thread(target=self._read_lines, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """Exit code, None while it runs; negative: the signal that ended it."""
        return self._process.poll()

    def wait(self, timeout_s: float) -> int | None:
        """Return the exit code, or None when the child still runs after `timeout_s`."""
        try:
            code = self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None
        self._reader.join()
        return code

    def ask_to_end(self, by: signal.Signals = signal.SIGINT) -> None:
        """Send a signal unless the child has ended."""
        if self._process.poll() is None:
            self._process.send_signal(by)

    def stop(self, by: signal.Signals = signal.SIGINT) -> int:
        """Ask the child to end, insist after the patience is over, and return its exit code."""
        self.ask_to_end(by)
        return self.finish()

    def finish(self) -> int:
        """Wait for a child that was asked to end, and kill it once the patience is over."""
        code = self.wait(self._patience_s)
        if code is None:
            self._process.kill()
            code = self._process.wait()
            self._reader.join()
        return code

    def __enter__(self) -> 'ChildProcess':
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _read_lines(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.tail.append(line.rstrip('\n'))
            if self._on_line is not None:
                self._on_line(self.tail[-1])


def stop_all(children: Sequence[ChildProcess]) -> None:
    """End the children side by side, so that it takes as long as the slowest one."""
    for child in children:
        child.ask_to_end()
    for child in children:
        child.finish()
