"""The folder that holds the results: ours are replaced, nobody else's are touched."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import DemoError
from .page import GENERATOR

BAG = 'results.mcap'
VIDEO = 'overlay.mp4'
PICTURE = 'overlay.png'
PAGE = 'index.html'
BAG_OF_CAMERAS = 'cameras.mcap'  # of a run with several of them
RESULTS = (PAGE, BAG, VIDEO, PICTURE)  # the page first: by it the others are known as ours


@contextmanager
def results_folder(out: Path) -> Iterator[Path]:
    """
    Yield a folder to work in; at the end the results in it take the place of older ones.

    Nothing is replaced when the work fails. Raises DemoError when `out` cannot be used.
    """
    with explained(out):
        out.mkdir(parents=True, exist_ok=True)
        _check_ours(out)
        scratch = tempfile.TemporaryDirectory(prefix='.vl4ad_', dir=out)
    with scratch as work:
        yield Path(work)
        with explained(out):
            for name in RESULTS:
                (Path(work) / name).replace(out / name)


@contextmanager
def explained(out: Path) -> Iterator[None]:
    """Say in one sentence that a folder cannot hold the results."""
    try:
        yield
    except OSError as err:
        raise DemoError(
            f'{out} cannot hold the results ({err.strerror}): choose another folder with --out'
        ) from err


def _check_ours(out: Path) -> None:
    page = out / PAGE
    if page.is_file() and GENERATOR in page.read_text(encoding='utf-8', errors='replace'):
        return
    found = [name for name in RESULTS if (out / name).exists()]
    if found:
        raise DemoError(
            f'{out / found[0]} was not made by `vl4ad demo` and will not be replaced: '
            'choose another folder with --out'
        )
