"""SIGINT and SIGTERM end the process in order."""

import gc
import os
import signal
import sys
import threading
import time

# A process that has not ended by itself so long after the signal is ended as it stands.
PATIENCE_S = 10.0


def end_on_signals() -> None:
    """
    Shut rclpy's context down upon the first signal, which ends every spin.

    It does whatever the main thread is busy with: the signal is noticed by a thread, because
    Python's handlers run in the main thread alone, and only between two instructions. Before rclpy
    has started nothing is open, so the process just ends. To be called before rclpy.init, which
    must leave signals alone.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: None)
    threading.Thread(target=_wait, args=(reader,), name='signals', daemon=True).start()


def interrupt_on_signals() -> None:
    """
    Raise KeyboardInterrupt upon SIGINT and SIGTERM.

    Also where SIGINT was ignored, as it is by all that a script starts in the background.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


def leave_after_dds() -> None:
    """
    End the process once DDS is closed: when the last of a destroyed node has been collected.

    An exit in order, which takes libraries and networks down one by one, would take four times as
    long as all before it, and crash where a thread is inside ONNX Runtime.
    """
    gc.collect()
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
