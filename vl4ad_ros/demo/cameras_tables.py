"""The figures of a run with several cameras, for the terminal."""

from collections.abc import Callable

from rich.table import Table
from rich.text import Text

from .cameras_summary import CameraRecord, CamerasSummary, PromptChange

SHOWN_DIGITS = 12  # of a digest
AROUND_NS = 1_000_000_000  # after a change has acted, in which nothing may be lost because of it


def cameras_table(summary: CamerasSummary) -> Table:
    """Return a row for each camera."""
    table = Table()
    table.add_column('camera')
    for column in ('images', 'processed', 'replaced', 'rejected', 'lost', 'per s', 'age [ms]'):
        table.add_column(column, justify='right')
    for camera in summary.cameras:
        counts = camera.received, camera.processed, camera.dropped, camera.rejected, camera.lost
        age = f'{camera.age_ms(50):.0f}/{camera.age_ms(95):.0f}'
        table.add_row(camera.name, *map(str, counts), f'{camera.fps:.1f}', age)
    table.caption = 'replaced: a newer image was there; age: p50/p95, when the hazards arrived'
    return table


def changes_table(summary: CamerasSummary) -> Table:
    """Return what came of each prompt."""
    table = Table(show_header=False)
    for change in summary.changes:
        for name, value in change_rows(change, summary):
            table.add_row(name, Text(value))
        table.add_section()
    return table


def change_rows(change: PromptChange, summary: CamerasSummary) -> list[tuple[str, str]]:
    """Return what was asked for, what was answered, and when it acted on each camera."""
    asked_s = (change.asked_ns - summary.start_ns) / 1e9
    took_s = (change.answered_ns - change.asked_ns) / 1e9
    rows = [
        ('prompt', f'{change.prompt}, asked for {asked_s:.2f} s after the first hazards'),
        ('answer of the node', f'after {took_s:.2f} s: {change.message}'),
    ]
    if not change.success:
        return rows
    before, after = change.digest_before[:SHOWN_DIGITS], change.digest[:SHOWN_DIGITS]
    return [
        *rows,
        ('vocabulary', f'{before} -> {after}'),
        ('first hazards by it', _listed(summary, lambda camera: _acted(change, camera))),
        ('longest wait around it', _listed(summary, lambda camera: _waited(change, camera))),
        ('of the whole run', _listed(summary, lambda one: f'{one.longest_wait_s():.2f} s')),
    ]


def _acted(change: PromptChange, camera: CameraRecord) -> str:
    acted_s = change.acted_s(camera)
    return 'never' if acted_s is None else f'after {acted_s:.2f} s'


def _waited(change: PromptChange, camera: CameraRecord) -> str:
    acted_ns = change.asked_ns + round((change.acted_s(camera) or 0.0) * 1e9)
    return f'{camera.longest_wait_s(change.asked_ns, acted_ns + AROUND_NS):.2f} s'


def _listed(summary: CamerasSummary, text_of: Callable[[CameraRecord], str]) -> str:
    return ', '.join(f'{camera.name} {text_of(camera)}' for camera in summary.cameras)
