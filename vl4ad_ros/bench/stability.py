"""Several runs of one bench side by side: are their ratios the same?"""

from collections.abc import Sequence
from pathlib import Path

from ..errors import BenchError
from .comparison import cases_by_title, read_bench


def compare_ratios(paths: Sequence[Path]) -> str:
    """
    Return a table in Markdown: how many times as fast as the first way, in each run.

    Raises BenchError when a file holds no bench, or no case is in all of them.
    """
    if len(paths) < 2:
        raise BenchError('ratios of one run cannot be compared: name the bench.json of several')
    benches = [read_bench(path) for path in paths]
    runs = [cases_by_title(bench) for bench in benches]
    common = [title for title in runs[0] if all(title in run for run in runs)]
    if not common:
        raise BenchError(
            'these benches have no case in common: compare runs of one and the same command'
        )
    numbers = range(1, len(runs) + 1)
    lines = [
        f'| times as fast (p50) | {" | ".join(f"run {number}" for number in numbers)} | spread |',
        f'| --- |{" ---: |" * (len(runs) + 1)}',
    ]
    for title in common:
        ratios = [float(run[title]['ratio']['p50']) for run in runs]
        cells = ' | '.join(f'{ratio:.2f}' for ratio in ratios)
        lines.append(f'| {title} | {cells} | {max(ratios) / min(ratios) - 1:.0%} |')
    loads = ', '.join(f'{bench["machine"]["load"]} to {bench["load_after"]}' for bench in benches)
    return '\n'.join([*lines, '', f'Load of the machine during the runs: {loads}.']) + '\n'
