"""The options of commands that divide their work."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ..pipeline import REPEATABLE_THREADS

WorkerCount = Annotated[
    int, typer.Option('--workers', help='Processes that work side by side.', min=0)
]
WorkerThreads = Annotated[
    int, typer.Option(help=f'Of each worker, on the CPU; 0: {REPEATABLE_THREADS}.', min=0)
]
RayAddress = Annotated[
    str,
    typer.Option(
        '--ray', help='Address of a Ray cluster, or auto, or local: one of this machine.'
    ),
]


@contextmanager
def resumable(out: Path) -> Iterator[None]:
    """Say on Ctrl-C how to go on, instead of that it was aborted."""
    try:
        yield
    except KeyboardInterrupt:
        print(f'ended: the same command goes on with what is in {out}', file=sys.stderr)
        raise typer.Exit(130) from None
