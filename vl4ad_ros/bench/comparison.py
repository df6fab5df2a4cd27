"""Two benches side by side: of two machines, or before and after a change."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import BenchError
from .report import FORMAT

_KEY = ('way', 'cameras', 'concepts')


def compare_benches(before: Path, after: Path) -> str:
    """Return a table in Markdown. Raises BenchError when a file is none, or nothing is in both."""
    old, new = read_bench(before), read_bench(after)
    earlier, later = cases_by_title(old), cases_by_title(new)
    common = [key for key in later if key in earlier]
    if not common:
        raise BenchError(
            f'{before} and {after} have no case in common: compare benches of the same networks, '
            'sizes and ways'
        )
    lines = [
        '| case | p50 before | p50 after | times as fast | memory before | memory after |',
        '| --- | ---: | ---: | ---: | ---: | ---: |',
    ]
    for key in common:
        first, second = earlier[key], later[key]
        p50 = [case['total']['p50_ms'] for case in (first, second)]
        memory = [_memory(case) for case in (first, second)]
        lines.append(
            f'| {key} | {p50[0]:.1f} | {p50[1]:.1f} | {p50[0] / p50[1]:.2f} | {memory[0]} '
            f'| {memory[1]} |'
        )
    for name in sorted(old['machine'].keys() | new['machine'].keys()):
        values = [bench['machine'].get(name, '') for bench in (old, new)]
        if values[0] != values[1]:
            lines += ['', f'{name} was {values[0]!r}, then it was {values[1]!r}.']
    return '\n'.join(lines) + '\n'


def read_bench(path: Path) -> dict[str, Any]:
    """Return what a bench wrote. Raises BenchError when the file holds none."""
    try:
        values = json.loads(path.read_text(encoding='utf-8'))
    except (OSError, ValueError) as err:
        raise BenchError(
            f'{path} cannot be read ({err}): name a bench.json that `vl4ad bench` wrote'
        ) from err
    if not isinstance(values, dict) or values.get('format') != FORMAT:
        raise BenchError(
            f'{path} is no bench of this version: name a bench.json that `vl4ad bench` wrote'
        )
    return values


def cases_by_title(bench: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the cases of all networks, by everything that makes them what they are."""
    cases = {}
    for suite in bench['suites']:
        height, width = suite['size_hw']
        for case in suite['cases']:
            way, cameras, concepts = (case[name] for name in _KEY)
            title = f'{suite["name"]} {width}x{height}, {way}, {cameras} cameras'
            cases[f'{title}, {concepts} concepts'] = case
    return cases


def _memory(case: Mapping[str, Any]) -> str:
    return f'{case["memory"]["peak"]:.0f}' if case['memory'] else '-'
