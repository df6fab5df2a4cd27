"""Jobs on the machines of a Ray cluster, which does a job again when its worker is lost."""

import logging
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..errors import WorkerError
from .workers import LOCAL, Function, JobT, Needs, OnDone, untold

os.environ.setdefault('RAY_USAGE_STATS_ENABLED', '0')  # nothing is told to anybody
try:
    import ray
except ModuleNotFoundError as err:
    raise WorkerError(
        f"--ray needs {err.name}, which is not installed: run `pip install '.[cluster]'` in a "
        'clone of vl4ad_ros, on every machine of the cluster'
    ) from err

_PATIENCE_S = 5.0
RETRIES = 3  # how often a job is begun again because its worker was lost
_STORE_BYTES = 100 << 20  # of a cluster of our own: results are files


class RayCluster:
    """The cluster that this process is connected to."""

    def __init__(self, address: str) -> None:
        self.title = f'Ray, {address}'

    def run(
        self, function: Function[JobT], jobs: Sequence[JobT], on_done: OnDone, needs: Needs
    ) -> None:
        """Call the function for each job."""
        task = ray.remote(max_retries=RETRIES, **_resources(needs))(function)
        waiting = {task.remote(job, untold): job for job in jobs}
        while waiting:
            (done, *_), _ = ray.wait(list(waiting))
            _take(done)
            on_done(waiting.pop(done).size)


@contextmanager
def open_ray_cluster(address: str, cpus: int) -> Iterator[RayCluster]:
    """
    Connect to a cluster, or make one of this machine that ends with the block.

    Raises WorkerError when none answers.
    """
    own = {
        'num_cpus': cpus,
        'include_dashboard': False,
        'object_store_memory': _STORE_BYTES,
    }
    try:
        _reach(address)
        ray.init(
            address,
            log_to_driver=False,
            logging_level=logging.ERROR,
            **(own if address == LOCAL else {}),
        )
    except (OSError, ValueError, RuntimeError) as err:  # OSError: no connection
        reason = ' '.join(str(err).split())[:200] or type(err).__name__
        raise WorkerError(
            f'no Ray cluster can be used at {address!r} ({reason}): start one with '
            f'`ray start --head`, or give --ray {LOCAL}'
        ) from err
    try:
        yield RayCluster(address)
    finally:
        ray.shutdown()


def _reach(address: str) -> None:
    """Raise OSError when nothing listens at host:port, where Ray would wait for minutes."""
    host, _, port = address.rpartition(':')
    if host and '/' not in host and port.isdecimal():
        socket.create_connection((host, int(port)), _PATIENCE_S).close()


def _resources(needs: Needs) -> dict[str, float]:
    """Return what a job asks for: no more than the largest machine has, or it waits for ever."""
    machines = [node['Resources'] for node in ray.nodes() if node['Alive']]
    cpus = min(needs.threads, max(machine.get('CPU', 0) for machine in machines))
    if not needs.gpu:
        return {'num_cpus': cpus}
    if not any(machine.get('GPU', 0) >= 1 for machine in machines):
        raise WorkerError('no machine of the Ray cluster offers a GPU: give --provider cpu')
    return {'num_cpus': cpus, 'num_gpus': 1}


def _take(done: Any) -> None:
    try:
        ray.get(done)
    except ray.exceptions.RayTaskError as err:
        raise err.cause from None  # what the job itself raised
    except ray.exceptions.RayError as err:
        reason = ' '.join(str(err).split())[:200]
        raise WorkerError(
            f'a job was lost with its worker {RETRIES + 1} times ({reason}): give it more memory, '
            'what is done is kept'
        ) from err
