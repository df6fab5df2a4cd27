"""The node's executable: it listens to signals first, and loads the rest after that."""

import os
import signal
from types import FrameType


def main() -> None:
    """Run the node until Ctrl-C or SIGTERM."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)  # until rclpy takes over
    from .node import run

    run()


def _leave(number: int, frame: FrameType | None) -> None:
    os._exit(0)  # nothing is open yet; an exception would surface as a failed import
