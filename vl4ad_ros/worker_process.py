"""Workers of multiprocessing do not outlive the process that started them."""

import fcntl
import multiprocessing
import os


def end_with_parent() -> None:
    """
    End this process, started by multiprocessing, when the one that started it is gone.

    After a kill nobody else does: the workers of a pool wait for work for good, and those of a
    forkserver keep it alive, which is all that torch's own watchdog looks at. The pipe that
    multiprocessing holds open to the parent sends SIGIO when it breaks, which ends a process. A
    thread that waits for it would do the same, but Blender hangs at its exit beside one.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None
    pipe = parent.sentinel
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if not parent.is_alive():  # before the pipe could say so
        os._exit(1)
