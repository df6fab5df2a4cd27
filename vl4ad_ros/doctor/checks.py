"""All checks, in the order in which one would look."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from .dds_checks import (
    check_kernel_buffers,
    check_middleware,
    check_profile,
    check_shared_memory,
    check_stale_segments,
)
from .finding import Finding, State
from .network_checks import check_bundle, check_gpu, check_providers, check_vocabulary
from .probe import ask_ros
from .ros_checks import check_messages, check_python, check_ros, check_topic

SHARED_MEMORY = Path('/dev/shm')
PROCESSES = Path('/proc')
RECEIVE_BUFFER = PROCESSES / 'sys/net/core/rmem_max'
BOARD = PROCESSES / 'device-tree/model'


def examine(bundle: str, vocabulary: str, topics: Sequence[str] = ()) -> Iterator[Finding]:
    """Yield what each check of this machine says."""
    yield check_python()
    report = ask_ros(topics)
    yield check_ros(report, os.environ)
    yield check_messages(report)
    if not report.error:
        yield check_middleware(report)
        yield check_profile(os.environ, report.middleware)
        yield check_shared_memory(SHARED_MEMORY)
        yield check_stale_segments(SHARED_MEMORY, PROCESSES)
        yield check_kernel_buffers(RECEIVE_BUFFER)
    gpu = check_gpu(BOARD)
    yield gpu
    yield check_providers(has_gpu=gpu.state is State.OK)
    yield check_bundle(bundle)
    yield check_vocabulary(bundle, vocabulary)
    yield from map(check_topic, report.topics)
