"""What is seen while a demonstration runs: a live table, or plain lines where nobody looks."""

import time
from collections.abc import Mapping
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from .recording import Status

LINE_PERIOD_S = 1.0


class RunView:
    """Shows the status of a run, as a table that changes in place when there is a terminal."""

    def __init__(self, console: Console, frame_count: int | None) -> None:
        self._console = console
        self._frame_count = frame_count
        self._start_s = time.monotonic()
        self._line_s = 0.0
        self._live = Live(console=console, auto_refresh=False) if console.is_terminal else None

    def show(self, status: Status) -> None:
        """Show the status now, or leave it when a plain line was printed just before."""
        if self._live is not None:
            self._live.update(_table(self._rows(status)), refresh=True)
        elif time.monotonic() - self._line_s >= LINE_PERIOD_S:
            self._line_s = time.monotonic()
            (_, stage), *figures = self._rows(status)
            print('; '.join([stage, *(f'{name} {value}' for name, value in figures)]), flush=True)

    def _rows(self, status: Status) -> list[tuple[str, str]]:
        recorder = status.recorder
        total = f' of {self._frame_count}' if self._frame_count else ''
        skipped = f', {status.player.skipped} late' if status.player.skipped else ''
        rows = [('stage', f'{status.stage} ({time.monotonic() - self._start_s:.0f} s)')]
        if not recorder.camera:
            return rows
        camera = recorder.camera
        age = '/'.join(_number(camera, name) for name in ('age_p50_ms', 'age_p95_ms'))
        hazards = ', '.join(f'{name} {score:.2f}' for name, score in recorder.newest_hazards[:4])
        return [
            *rows,
            ('frames in', f'{status.player.sent}{total}{skipped}'),
            ('processed', camera.get('frames_processed', '')),
            ('dropped', camera.get('frames_dropped', '')),
            ('FPS', _number(camera, 'fps')),
            ('image age p50/p95', f'{age} ms'),
            ('newest hazards', hazards or 'none'),
        ]

    def __enter__(self) -> 'RunView':
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()


def _number(camera: Mapping[str, str], name: str) -> str:
    """Return a figure of the node, or a dash as long as it has none."""
    return camera.get(name, 'nan').replace('nan', '-')


def _table(rows: list[tuple[str, str]]) -> Table:
    table = Table(show_header=False, box=None)
    table.add_column(style='dim')
    table.add_column()
    for name, value in rows:
        table.add_row(name, Text(value))
    return table
