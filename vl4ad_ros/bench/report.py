"""A bench as JSON, for comparisons, and as tables, for readers."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .course import STAGES
from .figures import CaseFigures
from .suite import Suite

FORMAT = 1
_MISSING = '-'


@dataclass(frozen=True)
class Bench:
    """All suites of a run."""

    command: str
    machine: Mapping[str, Any]
    load_after: float
    suites: tuple[Suite, ...]


def write_report(bench: Bench, folder: Path) -> tuple[Path, Path]:
    """Write bench.json and bench.md, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    values, table = folder / 'bench.json', folder / 'bench.md'
    text = json.dumps({'format': FORMAT, **asdict(bench)}, indent=2, allow_nan=False)
    values.write_text(f'{text}\n', encoding='utf-8')
    table.write_text(markdown(bench), encoding='utf-8')
    return values, table


def markdown(bench: Bench) -> str:
    """Return the tables of a bench."""
    machine = dict(bench.machine)
    facts = ', '.join(f'{name} {value}' for name, value in machine.items() if value != '')
    lines = [f'`{bench.command}`', '', f'{facts}; load at the end {bench.load_after}.']
    for suite in bench.suites:
        lines += ['', *_suite_lines(suite)]
    return '\n'.join(lines) + '\n'


def _suite_lines(suite: Suite) -> Iterator[str]:
    (height, width), (network_height, network_width) = suite.size_hw, suite.network_hw
    yield (
        f'**{suite.name}**, images of {width}x{height}, network at '
        f'{network_width}x{network_height}, {suite.rounds} rounds; times in ms, memory in MB '
        '(+ that of the GPU).'
    )
    if suite.gflop:
        costs = ', '.join(f'{part} {value:.1f}' for part, value in suite.gflop.items())
        yield f'GFLOP an image: {costs}.'
    if suite.peak_gflops:
        yield f'Matrix products in the same rounds: {suite.peak_gflops:.0f} GFLOP/s.'
    yield ''
    columns = ('way', 'p50', 'p95', 'FPS', 'times as fast (quartiles)', 'processor', 'memory',
               'of the peak', 'score differs', *STAGES)  # fmt: skip
    yield from _table(columns, [_case_cells(case) for case in suite.cases])
    for reason in suite.left_out:
        yield ''
        yield f'Left out: {reason}.'
    parts = tuple(dict.fromkeys(part for case in suite.cases for part in case.parts))
    with_parts = [case for case in suite.cases if case.parts]
    if with_parts:
        yield ''
        yield 'The network by parts, medians:'
        yield ''
        rows = [[_title(case), *(_part(case, part) for part in parts)] for case in with_parts]
        yield from _table(('way', *parts), rows)


def _case_cells(case: CaseFigures) -> list[str]:
    ratio, share = case.ratio, case.peak_share
    return [
        _title(case),
        _ms(case.total.p50_ms),
        _ms(case.total.p95_ms),
        f'{case.fps:.1f}',
        f'{ratio.p50:.2f} ({ratio.p25:.2f} to {ratio.p75:.2f})',
        _ms(case.processor_ms),
        ' + '.join(f'{case.memory[kind]:.0f}' for kind in ('peak', 'gpu') if kind in case.memory)
        or _MISSING,
        _MISSING if share is None else f'{share:.0%}',
        _MISSING if case.score_differs is None else f'{case.score_differs:.1%}',
        *(_ms(case.stages[stage].p50_ms) for stage in STAGES),
    ]


def _title(case: CaseFigures) -> str:
    cameras = f', {case.cameras} cameras' if case.cameras > 1 else ''
    return f'{case.way}, {case.concepts} concepts{cameras}'


def _part(case: CaseFigures, part: str) -> str:
    return _ms(case.parts[part].p50_ms) if part in case.parts else _MISSING


def _ms(value: float) -> str:
    return f'{value:.1f}' if value < 1000 else f'{value:.0f}'


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f'| {" | ".join(columns)} |'
    yield f'| --- |{" ---: |" * (len(columns) - 1)}'
    for row in rows:
        yield f'| {" | ".join(row)} |'
