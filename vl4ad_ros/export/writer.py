"""A bundle is written whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..bundle import MANIFEST
from ..errors import ExportError


@contextmanager
def bundle_folder(out: Path) -> Iterator[Path]:
    """
    Yield a folder beside `out` that takes its place when the block ends, and goes if it fails.

    A bundle that was there is replaced. Raises ExportError for a folder that holds anything else.
    """
    if out.exists() and not (out / MANIFEST).is_file() and not _is_empty_folder(out):
        raise ExportError(f'{out} exists and is no bundle: choose another folder')
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f'.{out.name}-', dir=out.parent))
    try:
        fresh = work / 'new'
        fresh.mkdir()
        yield fresh
        if out.exists():
            out.rename(work / 'old')
        fresh.rename(out)
    finally:
        shutil.rmtree(work)


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())
