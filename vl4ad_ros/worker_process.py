"""Workers of multiprocessing do not outlive the process that started them."""

import multiprocessing
import os
import threading


def end_with_parent() -> None:
    """
    End this process, started by multiprocessing, when the one that started it is gone.

    After a kill nobody else does: the workers of a pool wait for work for good, and those of a
    forkserver keep it alive, which is all that torch's own watchdog looks at.
    """
    threading.Thread(target=_wait_and_end, name='end_with_parent', daemon=True).start()


def _wait_and_end() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
