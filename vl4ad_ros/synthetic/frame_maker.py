"""One frame after another, from settings to files, in one process or in several."""

import itertools
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import SyntheticError
from ..worker_process import end_with_parent
from .camera import intrinsics_of, pose_at
from .dataset import DataSetFolder
from .frame_record import frame_record
from .scene import build_scene
from .settings import DriveSettings, StillsSettings
from .stills import still
from .streets.street import Street

if TYPE_CHECKING:
    from .blender.renderer import Renderer


class FrameMaker:
    """Renders frames of a drive or of stills into a data set folder."""

    def __init__(self, settings: DriveSettings | StillsSettings, root: Path) -> None:
        self._settings = settings
        self._data_set = DataSetFolder(root)
        self._renderer = _renderer()
        self._shown: tuple[DriveSettings, Street] | None = None

    def make(self, index: int) -> int:
        """Render and write a frame, and return its number."""
        settings, street, time_s = self._scene(index)
        line, offset = street.line, street.lane_offset_m
        pose = pose_at(time_s, settings.camera, line, offset, settings.seed)
        rendered = self._renderer.render(pose, time_s)
        intrinsics = intrinsics_of(settings.camera)
        record = frame_record(settings, street.things, rendered.instances, pose, intrinsics)
        self._data_set.write(
            index,
            rendered.image,
            rendered.instances,
            rendered.depth_m,
            street.things,
            {'stamp_ns': _stamp_ns(self._settings, index), **record},
        )
        return index

    def _scene(self, index: int) -> tuple[DriveSettings, Street, float]:
        """Return what a frame shows and when, and have the renderer show it."""
        whole = self._settings
        wanted = still(whole, index) if isinstance(whole, StillsSettings) else whole
        if self._shown is None or self._shown[0] != wanted:
            street = build_scene(wanted)
            self._renderer.load(street, wanted)
            self._shown = wanted, street
        time_s = 0.0 if isinstance(whole, StillsSettings) else index / whole.fps
        return *self._shown, time_s


def make_frames(
    settings: DriveSettings | StillsSettings, root: Path, indices: Sequence[int], workers: int
) -> Iterator[int]:
    """
    Render frames with a number of processes and yield each one's number when it is done.

    Raises SyntheticError when Blender's module is missing or a process died.
    """
    if workers == 1 or len(indices) == 1:
        maker = FrameMaker(settings, root)
        yield from map(maker.make, indices)
        return
    context = multiprocessing.get_context('spawn')  # Blender does not survive a fork
    cores: SimpleQueue[int] = context.SimpleQueue()
    for _, core in zip(range(workers), itertools.cycle(_own_cores()), strict=False):
        cores.put(core)
    pool = ProcessPoolExecutor(workers, context, _start, (settings, root, cores))
    try:
        futures: list[Future[int]] = [pool.submit(_make, index) for index in indices]
        for future in as_completed(futures):
            yield future.result()
    except BrokenProcessPool as error:
        raise SyntheticError(
            'a rendering process died, perhaps for want of memory; '
            'run the same command again with fewer workers, it goes on where it was stopped'
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


_maker: FrameMaker | SyntheticError | None = None  # of a process of the pool


def _start(settings: DriveSettings | StillsSettings, root: Path, cores: SimpleQueue[int]) -> None:
    """Make the maker of a process; what is wrong is kept for those who wait for its frames."""
    global _maker
    end_with_parent()
    if settings.render.threads == 1:
        _keep_to(cores.get())
    # A parent that has Blender hands on a search path in which Blender's inner bpy comes first.
    sys.path[:] = [entry for entry in sys.path if 'bpy' not in Path(entry).parts]
    try:
        _maker = FrameMaker(settings, root)
    except SyntheticError as error:
        _maker = error


def _own_cores() -> list[int]:
    """Return the cores this process may use, or one number where the system cannot tell."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else [0]


def _keep_to(core: int) -> None:
    """Keep a process on one core: Blender lets a second thread wait in a loop otherwise."""
    if hasattr(os, 'sched_setaffinity'):
        os.sched_setaffinity(0, {core})


def _make(index: int) -> int:
    assert _maker is not None
    if isinstance(_maker, SyntheticError):
        raise _maker
    return _maker.make(index)


def _stamp_ns(settings: DriveSettings | StillsSettings, index: int) -> int:
    """Return the time of exposure; stills, which have none, lie a second apart."""
    if isinstance(settings, StillsSettings):
        return (index + 1) * 10**9
    return settings.stamp_ns(index)


def _renderer() -> 'Renderer':
    """Import Blender's module only now: everything else works without it."""
    try:
        from .blender.renderer import Renderer
    except ImportError as error:
        raise SyntheticError(
            f"rendering needs Blender's Python module ({error}); on Python 3.11 install it with "
            "`pip install '.[synthetic]'` in the repository"
        ) from error
    return Renderer()
