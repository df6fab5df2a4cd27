"""SIGINT and SIGTERM end the process in order, whatever its main thread is busy with."""

import gc
import os
import signal
import sys
import threading
import time

# A process that has not ended by itself so long after the signal is ended as it stands.
PATIENCE_S = 10.0
WORKERS = 'vl4ad_'  # what the names of our threads begin with


def end_on_signals() -> None:
    """
    Shut rclpy's context down upon the first signal, which ends every spin.

    The signal is noticed by a thread, because Python's handlers run in the main thread alone, and
    only between two instructions. Before rclpy has started nothing is open, so the process just
    ends. To be called before rclpy.init, which must leave signals alone.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: None)
    threading.Thread(target=_wait, args=(reader,), name='signals', daemon=True).start()


def leave_if_busy() -> None:
    """
    End the process now if a thread is inside ONNX Runtime: an exit in order would crash it.

    DDS closes when the last of what belongs to a destroyed node is collected, so that comes first.
    """
    gc.collect()
    threads = (thread.name for thread in threading.enumerate())
    if any(name.startswith(WORKERS) for name in threads):
        leave()


def leave() -> None:
    """End the process as it stands."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _wait(reader: int) -> None:
    os.read(reader, 1)
    rclpy = sys.modules.get('rclpy')
    if not getattr(rclpy, 'ok', bool)():
        leave()
    rclpy.try_shutdown()  # type: ignore[union-attr]
    time.sleep(PATIENCE_S)
    leave()
