"""What does the jobs of a long command, one after the other or side by side."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ..errors import WorkerError

LOCAL = 'local'  # instead of an address: a Ray cluster of this machine, for this command alone

OnDone = Callable[[int], None]  # is told how much of the work was done since


class Job(Protocol):
    """A piece of work that can be sent to another process; its results are files."""

    @property
    def size(self) -> int:
        """How much work it is, for the progress bar."""
        ...


JobT = TypeVar('JobT', bound=Job)
Function = Callable[[JobT, OnDone], None]  # of a module, so that other processes find it


@dataclass(frozen=True)
class Needs:
    """What one job takes of a machine."""

    threads: int = 1
    gpu: bool = False


class Workers(Protocol):
    """Does jobs in any order; the first error of a job ends them all and is raised here."""

    @property
    def title(self) -> str:
        """Who works, for reports."""
        ...

    def run(
        self, function: Function[JobT], jobs: Sequence[JobT], on_done: OnDone, needs: Needs
    ) -> None:
        """Call the function for each job."""
        ...


class ThisProcess:
    """One job after the other, here."""

    title = 'one process'

    def run(
        self, function: Function[JobT], jobs: Sequence[JobT], on_done: OnDone, needs: Needs
    ) -> None:
        """Call the function for each job."""
        for job in jobs:
            function(job, on_done)


def untold(done: int) -> None:
    """Tell nobody: progress inside a job does not reach other processes."""


@contextmanager
def open_workers(
    count: int = 0,  # 0: one process; of a Ray cluster on this machine as many as it can bear
    ray_address: str = '',  # of a Ray cluster, `auto` or `local`; empty: none
    needs: Needs = Needs(),
) -> Iterator[Workers]:
    """Give the workers that were asked for; they end with the block. Raises WorkerError."""
    if ray_address:
        from .ray_cluster import open_ray_cluster  # its library is an extra

        if count and ray_address != LOCAL:
            raise WorkerError(
                f'the Ray cluster {ray_address} has as many workers as its machines can bear: '
                f'leave --workers out, or give --ray {LOCAL}'
            )
        count = count or max(2, (os.cpu_count() or 2) // needs.threads)
        with open_ray_cluster(ray_address, count * needs.threads) as cluster:
            yield cluster
    elif count > 1:
        from .processes import Processes

        with Processes(count) as processes:
            yield processes
    else:
        yield ThisProcess()
