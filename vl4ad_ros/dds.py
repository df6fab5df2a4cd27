"""A ROS domain of one's own on this machine, for demonstrations and tests side by side."""

import fcntl
import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import DemoError
from .paths import share_directory
from .processes import END_PATIENCE_S, ChildProcess, stop_all

# Domains whose ports stay below the range that Linux gives to outgoing connections.
DOMAINS = range(1, 101)

# Large images are otherwise mapped and unmapped for each message: latency doubles.
MALLOC_SETTINGS = {
    'MALLOC_MMAP_THRESHOLD_': '1000000000',
    'MALLOC_TRIM_THRESHOLD_': '2000000000',
    'MALLOC_TOP_PAD_': '67108864',
}


# Fast DDS reads its profile from the file that this variable names; version 2, up to ROS 2 Jazzy,
# knows the older name alone.
PROFILE_VARIABLE = 'FASTDDS_DEFAULT_PROFILES_FILE'
OLDER_PROFILE_VARIABLE = 'FASTRTPS_DEFAULT_PROFILES_FILE'
_DISTROS_WITH_OLDER = ('humble', 'iron', 'jazzy')


def profile_variable() -> str:
    """Return the name that the Fast DDS of the sourced ROS 2 reads."""
    is_older = os.environ.get('ROS_DISTRO') in _DISTROS_WITH_OLDER
    return OLDER_PROFILE_VARIABLE if is_older else PROFILE_VARIABLE


SHARED_MEMORY = Path('/dev/shm')
LOCKED_WITHIN_S = 1.0  # an owner creates the file first


@contextmanager
def reserved_domain() -> Iterator[int]:
    """
    Yield a ROS domain id that nobody on this machine uses, and hold it until the end.

    Raises DemoError when all are taken.
    """
    for domain_id in DOMAINS:
        path = Path(tempfile.gettempdir()) / f'vl4ad_ros_domain_{os.getuid()}_{domain_id}.lock'
        with path.open('w') as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            if _has_participants(domain_id):
                continue
            yield domain_id
            return
    raise DemoError(
        f'all ROS domains from {DOMAINS[0]} to {DOMAINS[-1]} are in use: stop some ROS nodes'
    )


def isolated_environment(domain_id: int) -> dict[str, str]:
    """Return this process's environment changed so that a child's DDS traffic stays local."""
    return {
        **os.environ,
        **MALLOC_SETTINGS,
        'ROS_DOMAIN_ID': str(domain_id),
        'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST',
        'RMW_IMPLEMENTATION': 'rmw_fastrtps_cpp',
        profile_variable(): str(share_directory() / 'config/fastdds_localhost.xml'),
        'PYTHONUNBUFFERED': '1',
    }


# A command, and what takes the lines that it says.
StartParticipant = Callable[[Sequence[str], Callable[[str], None] | None], ChildProcess]


@contextmanager
def local_participants(
    log_folder: Path, patience_s: float = END_PATIENCE_S
) -> Iterator[StartParticipant]:
    """
    Yield what starts children that speak DDS with each other alone; all are ended at the end.

    `patience_s` is what each has for that. Raises DemoError when no domain is free.
    """
    children: list[ChildProcess] = []
    with reserved_domain() as domain_id:
        environment = {**isolated_environment(domain_id), 'ROS_LOG_DIR': str(log_folder)}

        def start(command: Sequence[str], on_line: Callable[[str], None] | None) -> ChildProcess:
            children.append(ChildProcess(command, environment, on_line, patience_s))
            return children[-1]

        try:
            yield start
        finally:
            end_participants(children)


def end_participants(children: Sequence[ChildProcess]) -> None:
    """End children that speak DDS, and what those leave behind that have to be killed."""
    stop_all(children)
    if any(child.exit_code == -signal.SIGKILL for child in children):
        clean_shared_memory()


def clean_shared_memory() -> None:
    """
    Remove the segments of Fast DDS, 70 MB each, whose owners were killed.

    An owner holds a lock on the file beside its segment as long as it lives. Fast DDS's own tool,
    `fastdds shm clean`, goes by the same rule, but needs packages that it does not bring.
    """
    for lock in SHARED_MEMORY.glob('fastdds_' + 16 * '[0-9a-f]' + '_el'):
        with suppress(OSError):  # gone, of somebody else, or held
            if time.time() - lock.stat().st_mtime < LOCKED_WITHIN_S:
                continue
            with lock.open('ab') as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                lock.with_name(lock.name.removesuffix('_el')).unlink(missing_ok=True)
                lock.unlink()


def _has_participants(domain_id: int) -> bool:
    """Tell whether the domain's first participant port (RTPS 9.6.1.1) is taken."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(('0.0.0.0', 7400 + 250 * domain_id + 10))
        except OSError:
            return True
    return False
