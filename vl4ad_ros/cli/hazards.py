"""`vl4ad hazards`: ways from scores to hazards against each other, on rendered drives."""

import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ..errors import EvaluationError
from ..evaluation.data_set import DataSet
from ..evaluation.evaluation import BeginStage
from ..evaluation.hazard_comparison import (
    Trial,
    best_of,
    sampled_thresholds,
    try_ways,
    ways_in,
)
from ..evaluation.hazard_table import (
    Row,
    component_row,
    drive_row,
    equal_recall,
    f1_star,
    name_rows,
    range_rows,
)
from ..evaluation.hazard_truth import read_street
from ..evaluation.hazard_ways import BASELINE, PREFERRED, ways_of
from ..evaluation.layouts import open_data_set
from ..evaluation.map_folder import MapFolder
from ..evaluation.network_maps import write_maps
from ..hazards.settings import HazardSettings
from ..pipeline import load_pipeline
from ..replay.parameters import read_parameters
from ..structures import GroupEmbeddings
from .network_options import (
    BundleName,
    DataSetName,
    ParameterFile,
    ProviderName,
    ThreadCount,
    VocabularyName,
)
from .stage_bars import stage_bars

REPORT_FILE = 'hazards.json'
_MAPS = 'maps'
_PRINTED_COLUMNS = 110  # where the output is no terminal
_BOTH = ('threshold', 'recall')  # of the rows at equal recall, printed above those over drives
# What columns are called where there is little room; hazards.json has the whole names.
_HEADINGS = {
    'threshold': 'above',
    'f1_star': 'F1*',
    'siou': 'sIoU',
    'ppv': 'PPV',
    'false_components': 'false',
    'false_alarms': 'alarms',
    'false_alarms_per_minute': 'a minute',
    'never_found': 'missed',
    'first_found_after_s': 'after s',
    'id_switches': 'switches',
    'median_error': 'bias',
    'median_abs_error': 'error',
    'p90_abs_error': 'p90',
    'coverage_95': 'in 95 %',
}


def hazards(
    root: Annotated[Path, typer.Option(help='Folder of rendered drives, or of one.')],
    out: Annotated[Path, typer.Option(help='Folder for maps and hazards.json.')],
    bundle: BundleName = '',
    maps: Annotated[
        Path | None, typer.Option(help='Instead of a bundle: maps of an earlier run, or made so.')
    ] = None,
    dataset: DataSetName = 'rendered',
    params: ParameterFile = None,
    thresholds: Annotated[int, typer.Option(help='Thresholds to try.', min=2, max=200)] = 16,
    at: Annotated[
        list[float] | None,
        typer.Option(metavar='SCORE', min=0, max=1, help='A threshold to try in place of these.'),
    ] = None,
    video: Annotated[
        Path | None,
        typer.Option(help=f'An .mp4 of the drives: {BASELINE} beside {PREFERRED}, equal recall.'),
    ] = None,
    recall: Annotated[
        float | None,
        typer.Option(help='At which ways are compared; by default that of the best plain.'),
    ] = None,
    vocabulary: VocabularyName = '',
    provider: ProviderName = 'auto',
    threads: ThreadCount = 0,
) -> None:
    """Compare ways from scores to hazards: components, tracks, ranges and names."""
    if bool(bundle) == (maps is not None):
        raise EvaluationError('give either --bundle or --maps, to say whose scores are meant')
    settings = read_parameters(params)
    data_set = open_data_set(dataset, root)
    if not data_set.labelled:
        raise EvaluationError(f'{data_set.title} has no labels here: nothing can be compared')
    with stage_bars() as begin:
        folder = MapFolder(maps or out / _MAPS)
        if maps is None:
            on_frame = begin('running the network', len(data_set.frames))
            pipeline = load_pipeline(bundle, vocabulary, provider, threads)
            write_maps(pipeline, data_set, folder, on_frame)
        text, method = folder.read_words()
        on_frame = begin('finding hazards', len(data_set.frames))
        tried = sorted(set(at)) if at else sampled_thresholds(data_set, folder, thresholds)
        trials = try_ways(
            data_set, folder, text, settings.hazard_settings, tried, lambda: on_frame(1)
        )
        equal = {trial.way: trial for trial in equal_recall(trials, recall)}
        if video is not None:
            _film(video, data_set, folder, text, settings.hazard_settings, equal, begin)
    report = _report(trials, list(equal.values()), data_set)
    report['run'] = {'method': method, 'command': shlex.join(['vl4ad', *sys.argv[1:]])}
    out.mkdir(parents=True, exist_ok=True)
    (out / REPORT_FILE).write_text(json.dumps(report, indent=1), encoding='utf-8')
    _print(report, f'{data_set.title}, {len(data_set.frames)} frames, {method}')
    typer.echo(f'all figures are in {out / REPORT_FILE}')


def _film(
    path: Path,
    data_set: DataSet,
    maps: MapFolder,
    text: GroupEmbeddings,
    base: HazardSettings,
    equal: dict[str, Trial],  # by the name of the way
    begin: BeginStage,
) -> None:
    try:
        from ..evaluation.hazard_video import film_drives  # its libraries are an extra
    except ModuleNotFoundError as err:
        raise EvaluationError(
            f"for a video {err.name} has to be installed: run `pip install '.[demo]'` in a clone "
            'of vl4ad_ros'
        ) from err
    ways = ways_of(base, with_tracks=True)
    shown = {
        f'{way} at {equal[way].threshold:.3f}': ways[way].at_threshold(equal[way].threshold)
        for way in (BASELINE, PREFERRED)
        if way in equal
    }
    on_frame = begin('filming', len(data_set.frames))
    film_drives(path, data_set, maps, text, shown, lambda: on_frame(1))


def _report(trials: list[Trial], equal: list[Trial], data_set: DataSet) -> Row:
    report: Row = {
        'at_best_f1_star': [
            component_row(best_of(trials, way, f1_star)) for way in ways_in(trials)
        ],
        'at_equal_recall': [component_row(trial) for trial in equal],
    }
    preferred = next((trial for trial in equal if trial.way == PREFERRED), None)
    if preferred is not None:
        report['over_drives'] = [drive_row(trial) for trial in equal]
        report['ranges'] = range_rows(preferred.figures)
        report['names'] = name_rows(preferred.figures, _groups(data_set))
    return report


def _groups(data_set: DataSet) -> dict[str, str]:
    groups = {}
    for folder in {frame.truth for frame in data_set.frames if frame.truth}:
        street = read_street(folder)
        groups.update(street.groups if street else {})
    return groups


def _print(report: Row, title: str) -> None:
    console = Console()
    if not console.is_terminal:
        console.width = _PRINTED_COLUMNS
    console.print(title)
    titles = {
        'at_best_f1_star': 'each way at its best F1*',
        'at_equal_recall': 'each way at equal recall',
        'over_drives': 'the same over the drives',
        'ranges': f'ranges of {PREFERRED}',
    }
    tried = {row['threshold'] for row in report['at_best_f1_star'] + report['at_equal_recall']}
    if len(tried) == 1:  # then both tables are the same
        del titles['at_best_f1_star']
        titles['at_equal_recall'] = 'each way at this threshold'
    for key, heading in titles.items():
        if rows := report.get(key):
            left_out = _BOTH if key == 'over_drives' else ()
            console.print(_table(heading, rows, left_out))
    for row in report.get('names', ()):
        calls = ', '.join(f'{name} {frames}' for name, frames in row['names'].items())
        console.print(f'{row["kind"]} ({row["group"] or "group not known"}): {calls}')


def _table(title: str, rows: Sequence[Row], left_out: Sequence[str]) -> Table:
    table = Table(title=title)
    columns = [column for column in rows[0] if column not in left_out]
    for column in columns:
        heading = _HEADINGS.get(column, column)
        table.add_column(heading, justify='left' if column == 'way' else 'right')
    for row in rows:
        table.add_row(*(_cell(row[column]) for column in columns))
    return table


def _cell(value: object) -> str:
    if value is None:
        return '-'
    return f'{value:.3f}' if isinstance(value, float) else str(value)
