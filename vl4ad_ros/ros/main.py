"""The node's executable: it listens to signals first, and loads the rest after that."""

from .memory import share_one_heap
from .signals import end_on_signals


def main() -> None:
    """Run the node until Ctrl-C or SIGTERM."""
    share_one_heap()
    end_on_signals()
    from .node import run

    run()
