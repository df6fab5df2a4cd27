"""`vl4ad calibrate`: a threshold with a promise, and whether it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

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
from ..calibration.choice import (
    ALARMS,
    MISSES,
    Choice,
    Kept,
    check_promise,
    check_stretches,
    choose,
    confidence_table,
    data_digest,
)
from ..calibration.outcomes import (
    LOWEST_THRESHOLD,
    STRETCH_S,
    Float64Array,
    Outcomes,
    count_stretches,
    find_outcomes,
    fixed_thresholds,
)
from ..calibration.risk_control import CONFIDENCE
from ..errors import EvaluationError
from ..evaluation.data_set import DataSet
from ..evaluation.evaluation import BeginStage
from ..evaluation.layouts import open_data_set
from ..evaluation.map_folder import MapFolder
from ..evaluation.network_maps import write_maps
from ..hazards.settings import HazardSettings
from ..pipeline import Pipeline, load_pipeline
from ..replay.parameters import read_parameters
from ..structures import GroupEmbeddings
from .calibrate_options import (
    CalibrationFile,
    CheckedFile,
    DriveFolder,
    FalseAlarmsPerHour,
    HeldOut,
    LowestThreshold,
    MapsFolder,
    MissRate,
    ThresholdCount,
)
from .network_options import BundleName, ParameterFile, ProviderName, ThreadCount, VocabularyName
from .stage_bars import stage_bars


def calibrate(
    drives: DriveFolder,
    bundle: BundleName = '',
    scores: MapsFolder = None,
    false_alarms_per_hour: FalseAlarmsPerHour = None,
    miss_rate: MissRate = None,
    out: CalibrationFile = Path('calibration.yaml'),
    held_out: HeldOut = None,
    check: CheckedFile = None,
    params: ParameterFile = None,
    thresholds: ThresholdCount = 41,
    lowest: LowestThreshold = LOWEST_THRESHOLD,
    vocabulary: VocabularyName = '',
    provider: ProviderName = 'auto',
    threads: ThreadCount = 0,
) -> None:
    """Choose the threshold that keeps false alarms or misses rare, or check it on other drives."""
    _check_options(bundle, scores, (false_alarms_per_hour, miss_rate), check, held_out or ())
    settings = read_parameters(params).hazard_settings
    calibration = read_calibration(check) if check else None
    console = Console()
    with stage_bars() as begin, TemporaryDirectory() as temporary:
        pipeline = load_pipeline(bundle, vocabulary, provider, threads) if bundle else None
        course = _Course(pipeline, settings, begin)
        folder = scores or Path(temporary)
        checks = {one: folder / one.resolve().name for one in held_out or ()}
        if calibration is not None:
            course.check(calibration, MapFolder(folder))
        elif false_alarms_per_hour is not None:  # said before the network runs for hours
            check_stretches(
                count_stretches(open_data_set('rendered', drives)), false_alarms_per_hour
            )
        if calibration is None:
            run = course.run(drives, MapFolder(folder), fixed_thresholds(thresholds, lowest))
            chosen = choose(run.outcomes, false_alarms_per_hour, miss_rate)
            calibration = _calibration(chosen, run, settings)
            write_calibration(calibration, out)
            console.print(_promise_table(calibration))
            console.print(f'threshold {calibration.threshold:.4f}, written to {out}')
        else:
            checks = {drives: folder, **checks}
        checked = [
            _check(calibration, one, MapFolder(maps), course) for one, maps in checks.items()
        ]
    if checked:
        console.print(_kept_table(checked, calibration))
    if any(one.uses_own_data for one in checked):
        console.print('[yellow]it was made with these drives: give others to check it[/]')
    if any(kept.holds is False for one in checked for kept in one.kept):
        raise typer.Exit(1)


_SHORT = {ALARMS: 'alarms an hour', MISSES: 'miss_rate'}  # where there is little room


@dataclass(frozen=True)
class _Run:
    """What came of thresholds on one folder of drives."""

    data_set: DataSet
    text: GroupEmbeddings
    model_id: str
    outcomes: Outcomes


@dataclass(frozen=True)
class _Course:
    """Where the scores of drives come from, and how hazards are found in them."""

    pipeline: Pipeline | None  # None: the maps are there
    settings: HazardSettings
    begin: BeginStage

    def check(self, calibration: Calibration, maps: MapFolder) -> None:
        """Raise SettingsError where a calibration was made for other scores or settings."""
        if self.pipeline is not None:
            text, model_id = self.pipeline.text, self.pipeline.engine.bundle.model_id
        else:
            text, model_id = maps.read_words()
        calibration.check(model_id, text.digest, self.settings)

    def run(self, drives: Path, maps: MapFolder, thresholds: Float64Array) -> _Run:
        """Try thresholds on a folder of drives."""
        data_set = open_data_set('rendered', drives)
        frames = len(data_set.frames)
        if self.pipeline is not None:
            on_frame = self.begin(f'running the network, {drives.name}', frames)
            write_maps(self.pipeline, data_set, maps, on_frame)
        text, model_id = maps.read_words()
        on_frame = self.begin(f'finding hazards, {drives.name}', frames)
        outcomes = find_outcomes(
            data_set, maps, text, self.settings, thresholds, lambda: on_frame(1)
        )
        return _Run(data_set, text, model_id, outcomes)


@dataclass(frozen=True)
class _Checked:
    """What came of a calibration on one folder of drives."""

    drives: Path
    kept: tuple[Kept, ...]
    uses_own_data: bool


def _check(calibration: Calibration, drives: Path, maps: MapFolder, course: _Course) -> _Checked:
    run = course.run(drives, maps, np.array([calibration.threshold]))
    calibration.check(run.model_id, run.text.digest, course.settings)
    return _Checked(
        drives,
        tuple(check_promise(promise, run.outcomes) for promise in calibration.promises),
        calibration.data_digest == data_digest(run.data_set),
    )


def _check_options(
    bundle: str,
    scores: Path | None,
    promises: tuple[float | None, float | None],
    check: Path | None,
    held_out: Sequence[Path],
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
    if len({folder.resolve().name for folder in held_out}) < len(held_out):
        raise EvaluationError(
            'two folders of --held-out have one name, and would share their maps: rename one'
        )


def _calibration(choice: Choice, run: _Run, settings: HazardSettings) -> Calibration:
    outcomes = run.outcomes
    scores, shares = confidence_table(outcomes.hazards[choice.index])
    return Calibration(
        model_id=run.model_id,
        vocabulary_digest=run.text.digest,
        hazards_digest=hazards_digest(settings),
        threshold=choice.threshold,
        promises=choice.promises,
        data_digest=data_digest(run.data_set),
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
        caption=f'drives: {calibration.drives}, frames: {calibration.frames}, '
        f'{calibration.hours:.3f} h; expected of the next unit, if it is like these',
    )
    for heading in ('promise', 'at most', 'bound here', 'measured here', 'units'):
        table.add_column(heading, justify='left' if heading == 'promise' else 'right')
    for one in calibration.promises:
        numbers = f'{one.level:g}', f'{one.bound:.3f}', f'{one.measured:.3f}', str(one.units)
        table.add_row(one.what, *numbers)
    return table


def _kept_table(checked: Sequence[_Checked], calibration: Calibration) -> Table:
    table = Table(
        title=Text(f'threshold {calibration.threshold:.4f} on other drives'),
        caption='a unit is a second of driving or a still; for misses a drive or still with '
        'unknown objects',
    )
    interval = f'{CONFIDENCE:.0%} interval'
    left = ('drives', 'promise')
    for heading in (*left, 'at most', 'measured', interval, 'units', 'held'):
        table.add_column(heading, justify='left' if heading in left else 'right')
    verdicts = {True: 'yes', False: 'no', None: 'not refuted'}
    for one in checked:
        for kept in one.kept:
            found = kept.measured
            digits = '.0f' if kept.promise.what == ALARMS else '.3f'
            table.add_row(
                Text(one.drives.name),
                _SHORT[kept.promise.what],
                f'{kept.promise.level:g}',
                format(found.mean, digits),
                f'{found.low:{digits}} to {found.high:{digits}}',
                str(kept.units),
                verdicts[kept.holds],
            )
    return table
