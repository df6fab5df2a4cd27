"""How much memory this process has, in the machine and on an NVIDIA GPU, and giving it back."""

import ctypes
import gc
import os
import resource
import shutil
import subprocess
from contextlib import suppress
from math import nan
from pathlib import Path

_QUERY = ('--query-compute-apps=pid,used_memory', '--format=csv,noheader,nounits')
_PATIENCE_S = 5.0
_M_ARENA_MAX = -8  # of glibc's malloc.h


def resident_mb() -> float:
    """Return the memory of this process that is in the machine's, in MiB."""
    pages = int(Path('/proc/self/statm').read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def gpu_memory_mb() -> float:
    """Return the memory of this process on all GPUs in MiB, NaN where it is not known."""
    if (program := shutil.which('nvidia-smi')) is None:
        return nan
    try:
        answer = subprocess.run(
            [program, *_QUERY], capture_output=True, text=True, timeout=_PATIENCE_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return nan
    rows = [line.split(',') for line in answer.stdout.splitlines()]
    used = [row[1] for row in rows if len(row) == 2 and row[0].strip() == str(os.getpid())]
    try:
        return float(sum(map(float, used))) if used else nan
    except ValueError:  # '[N/A]', as in some containers
        return nan


def share_one_heap() -> None:
    """
    Let all threads take memory from one heap, unless the environment says otherwise.

    glibc gives threads heaps of their own. Each network is built by a new thread, so it would lie
    in another heap than the one before, between pieces that stay, and memory would grow with every
    configuration. To be called before there are threads: those that have a heap keep it.
    """
    if 'MALLOC_ARENA_MAX' not in os.environ:
        with suppress(AttributeError, OSError):  # of glibc alone
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def give_back_memory() -> None:
    """
    Collect what is held in circles, and return it to the system where the C library can.

    Destroyed timers and subscriptions hold a network in circles, and the collector counts objects,
    not bytes. The allocator is set to keep what is freed, in pieces that the next network does not
    fit into.
    """
    gc.collect()
    with suppress(AttributeError, OSError):  # of glibc alone
        ctypes.CDLL(None).malloc_trim(0)
