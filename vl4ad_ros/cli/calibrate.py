"""`vl4ad calibrate`: a threshold with a promise, and whether it is kept."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..calibration.calibration import (
    Calibration,
    hazards_digest,
    read_calibration,
    write_calibration,
)
from ..calibration.choice import Choice, Kept, check_promise, choose, confidence_table, data_digest
from ..calibration.outcomes import STRETCH_S, Outcomes, find_outcomes, fixed_thresholds
from ..calibration.risk_control import CONFIDENCE
from ..errors import EvaluationError
from ..evaluation.data_set import DataSet
from ..evaluation.evaluation import BeginStage
from ..evaluation.image_reader import ImageReader
from ..evaluation.layouts import open_data_set
from ..evaluation.map_folder import MapFolder
from ..hazards.settings import HazardSettings
from ..paths import share_directory
from ..pipeline import load_pipeline
from ..replay.parameters import read_parameters
from ..structures import GroupEmbeddings
from .stage_bars import stage_bars


def calibrate(
    drives: Annotated[Path, typer.Option(help='Folder of rendered drives or stills with truth.')],
    bundle: Annotated[str, typer.Option(help='Model bundle: a folder or a shipped name.')] = '',
    scores: Annotated[
        Path | None, typer.Option(help='Maps of an earlier run; with --bundle: to be kept here.')
    ] = None,
    false_alarms_per_hour: Annotated[
        float | None, typer.Option(help='Seconds of an hour in which a false alarm may begin.')
    ] = None,
    miss_rate: Annotated[
        float | None, typer.Option(help='Share of the unknown objects of a drive, in 0..1.')
    ] = None,
    out: Annotated[Path, typer.Option(help='The calibration file.')] = Path('calibration.yaml'),
    check: Annotated[
        Path | None, typer.Option(help='Instead: a calibration file, whose promises are checked.')
    ] = None,
    params: Annotated[
        Path | None, typer.Option(help="The node's parameters; by default config/vl4ad.yaml.")
    ] = None,
    thresholds: Annotated[int, typer.Option(help='Thresholds to try.', min=2, max=500)] = 41,
    vocabulary: Annotated[
        str, typer.Option(help="A YAML file or a shipped name; by default the bundle's own.")
    ] = '',
    provider: Annotated[str, typer.Option(help='auto, tensorrt, cuda or cpu.')] = 'auto',
    threads: Annotated[int, typer.Option(help='On the CPU; 0: one for each core.')] = 0,
) -> None:
    """Choose the threshold that keeps false alarms or misses rare, or check it on other drives."""
    _check_options(bundle, scores, (false_alarms_per_hour, miss_rate), check)
    settings = read_parameters(
        params or share_directory() / 'config' / 'vl4ad.yaml'
    ).hazard_settings
    calibration = read_calibration(check) if check else None
    grid = np.array([calibration.threshold]) if calibration else fixed_thresholds(thresholds)
    data_set = open_data_set('rendered', drives)
    with stage_bars() as begin, TemporaryDirectory() as temporary:
        maps = MapFolder(scores or Path(temporary))
        if bundle:
            _run_network(data_set, maps, (bundle, vocabulary, provider, threads), begin)
        text, model_id = maps.read_words()
        if calibration:
            calibration.check(model_id, text.digest, settings)
        on_frame = begin('finding hazards', len(data_set.frames))
        outcomes = find_outcomes(data_set, maps, text, settings, grid, lambda: on_frame(1))
    console = Console()
    if calibration:
        if calibration.data_digest == data_digest(data_set):
            console.print('[yellow]it was made with these drives: give others to check it[/]')
        kept = [check_promise(promise, outcomes) for promise in calibration.promises]
        console.print(_kept_table(kept, calibration, outcomes))
        if any(one.holds is False for one in kept):
            raise typer.Exit(1)
        return
    chosen = choose(outcomes, false_alarms_per_hour, miss_rate)
    made = _calibration(chosen, outcomes, data_set, settings, text, model_id)
    write_calibration(made, out)
    console.print(_promise_table(made))
    console.print(f'threshold {made.threshold:.4f}, written to {out}')


def _check_options(
    bundle: str,
    scores: Path | None,
    promises: tuple[float | None, float | None],
    check: Path | None,
) -> None:
    if not bundle and scores is None:
        raise EvaluationError('give --bundle or --scores, to say whose scores are meant')
    if (check is None) == all(level is None for level in promises):
        raise EvaluationError(
            'give --false-alarms-per-hour, --miss-rate or both, or else --check with a file'
        )
    alarms, misses = promises
    if alarms is not None and not 0 < alarms <= 3600 / STRETCH_S:
        raise EvaluationError(f'--false-alarms-per-hour {alarms:g}: give more than 0, up to 3600')
    if misses is not None and not 0 < misses < 1:
        raise EvaluationError(f'--miss-rate {misses:g}: give a share between 0 and 1')


def _run_network(
    data_set: DataSet, maps: MapFolder, network: tuple[str, str, str, int], begin: BeginStage
) -> None:
    bundle, vocabulary, provider, threads = network
    on_frame = begin('running the network', len(data_set.frames))
    pipeline = load_pipeline(bundle, vocabulary, provider, threads)
    maps.write_words(pipeline.text, pipeline.engine.bundle.model_id)
    reader = ImageReader()
    for frame in data_set.frames:
        maps.write(frame.id, pipeline.engine.infer(reader.read(frame), pipeline.text))
        on_frame(1)


def _calibration(
    choice: Choice,
    outcomes: Outcomes,
    data_set: DataSet,
    settings: HazardSettings,
    text: GroupEmbeddings,
    model_id: str,
) -> Calibration:
    scores, shares = confidence_table(outcomes.hazards[choice.index])
    return Calibration(
        model_id=model_id,
        vocabulary_digest=text.digest,
        hazards_digest=hazards_digest(settings),
        threshold=choice.threshold,
        promises=choice.promises,
        data_digest=data_digest(data_set),
        drives=outcomes.drives,
        frames=outcomes.frames,
        hours=round(outcomes.hours, 6),
        confidence_scores=scores,
        confidence_shares=shares,
        score_histogram=tuple(outcomes.score_histogram.round(6).tolist()),
    )


def _promise_table(calibration: Calibration) -> Table:
    table = Table(
        title=Text(f'{calibration.model_id}, threshold {calibration.threshold:.4f}'),
        caption=f'{calibration.drives} drives, {calibration.frames} frames, '
        f'{calibration.hours:.3f} h; expected of the next unit, if it is like these',
    )
    for heading in ('promise', 'at most', 'bound here', 'measured here', 'units'):
        table.add_column(heading, justify='left' if heading == 'promise' else 'right')
    for one in calibration.promises:
        numbers = f'{one.level:g}', f'{one.bound:.3f}', f'{one.measured:.3f}', str(one.units)
        table.add_row(one.what, *numbers)
    return table


def _kept_table(kept: Sequence[Kept], calibration: Calibration, outcomes: Outcomes) -> Table:
    table = Table(
        title=Text(f'threshold {calibration.threshold:.4f} on other drives'),
        caption=f'{outcomes.drives} drives, {outcomes.frames} frames, {outcomes.hours:.3f} h',
    )
    interval = f'{CONFIDENCE:.0%} interval'
    for heading in ('promise', 'at most', 'measured', interval, 'units', 'held'):
        table.add_column(heading, justify='left' if heading == 'promise' else 'right')
    verdicts = {True: 'yes', False: 'no', None: 'not refuted'}
    for one in kept:
        found = one.measured
        table.add_row(
            one.promise.what,
            f'{one.promise.level:g}',
            f'{found.mean:.3f}',
            f'{found.low:.3f} to {found.high:.3f}',
            str(one.units),
            verdicts[one.holds],
        )
    return table
