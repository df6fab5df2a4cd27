"""TensorRT's engines, built once in a process of their own: it takes minutes and much memory."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path

from ..errors import EngineError, Vl4adError
from ..worker_process import end_with_parent

_BUILT = 'built'  # a file beside the engines, once all of them are there
_TELL_EVERY_S = 10.0

_log = logging.getLogger(__name__)


def require_engines(
    folder: Path,
    build: Callable[[], None],  # can be sent to another process; leaves engines in the folder
    title: str,
    tell_every_s: float = _TELL_EVERY_S,
) -> None:
    """
    Build engines unless they are there, and tell how long that has taken so far.

    Raises EngineError when the other process fails. What it built until then stays, and is used
    by the next try.
    """
    if (folder / _BUILT).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    # Not forked: CUDA does not survive it.
    with ProcessPoolExecutor(1, get_context('spawn'), end_with_parent) as pool:
        building: Future[None] = pool.submit(build)
        while wait([building], tell_every_s).not_done:
            _log.warning(
                'TensorRT builds the engine of %s, once on this machine: %.0f s so far',
                title,
                time.monotonic() - start,
            )
    err = building.exception()
    if isinstance(err, Vl4adError):
        raise err
    if err is not None:  # killed, for want of memory for example
        raise EngineError(
            f'the process that builds the TensorRT engine of {title} ended early ({err}): '
            "free some memory, or choose the provider 'cuda'"
        ) from err
    (folder / _BUILT).touch()
