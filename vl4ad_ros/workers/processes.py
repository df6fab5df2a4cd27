"""Jobs side by side in processes of this machine."""

import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from types import TracebackType

from ..errors import WorkerError
from .workers import Function, JobT, Needs, OnDone, untold


class Processes:
    """So many processes, started at the first job; leaving the block early ends them at once."""

    def __init__(self, count: int) -> None:
        self.title = f'{count} processes'
        self._others = set(active_children())
        # Not forked: a copy of a process whose ONNX Runtime has threads hangs.
        self._pool = ProcessPoolExecutor(count, get_context('spawn'), _begin)

    def __enter__(self) -> 'Processes':
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self._pool.shutdown()
            return
        ours = set(active_children()) - self._others
        self._pool.shutdown(wait=False, cancel_futures=True)
        for child in ours:
            child.terminate()
        for child in ours:
            child.join()

    def run(
        self, function: Function[JobT], jobs: Sequence[JobT], on_done: OnDone, needs: Needs
    ) -> None:
        """Call the function for each job."""
        futures = {self._pool.submit(function, job, untold): job for job in jobs}
        try:
            for future in as_completed(futures):
                future.result()
                on_done(futures[future].size)
        except BrokenProcessPool as err:
            raise WorkerError(
                'a worker process was ended from outside, as the system does when memory runs '
                'out: give fewer --workers, what is done is kept'
            ) from err


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end when the parent has ended in whatever way."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
