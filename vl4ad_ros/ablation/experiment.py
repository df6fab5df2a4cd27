"""Runs all arms on all bundles, and judges them on the same pictures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from ..baselines import BASELINES
from ..bundle import Bundle, load_bundle
from ..engine.engine import Engine
from ..engine.text_encoder import TextEncoder
from ..errors import EvaluationError
from ..evaluation.bootstrap import draw_weights
from ..evaluation.frame_table import resampling_units
from ..evaluation.run_facts import RunFacts, claim_folder
from ..installed import installed_version
from ..paths import cache_directory
from ..settings import NodeSettings
from ..structures import GroupEmbeddings
from ..vocabulary.embedding import embed_vocabulary
from ..vocabulary.vocabulary import Vocabulary
from ..workers.workers import Workers
from .arms import NO_OPENING, NO_VOID, NO_VOTES, PLAIN, SOURCES, VOID, WHOLE, Arm, make_arms
from .figures import Int64Array
from .group_tables import class_table, group_table
from .judge import Judged
from .judging import JudgeJob, judge_all
from .maps import OWN_SCORE, ArmMaps, make_maps
from .rows import Row
from .streets import Streets
from .truth import Truth

# Is told that a stage of so many steps begins; what it returns is told of each that are done.
BeginStage = Callable[[str, int], Callable[[int], None]]

_JUDGED, _MAPS, _PARTS = '.judged', 'maps', 'parts'
_NO_COUNTERPART = 'no --counterpart was given'
_NOT_OPENED = 'the bundles do not open their scores: `vl4ad export --opening`'
_NOT_WEIGHED = 'the bundles do not weigh their scores: `vl4ad export --votes`'
_NO_SCORES = 'the bundles were exported without it: `vl4ad export --scores`'


@dataclass(frozen=True)
class Settings:
    """What the figures depend on, besides bundles, vocabulary and pictures."""

    threshold: float = NodeSettings().threshold
    radius_px: int = 4  # how far a border reaches
    seed: int = 0  # of the choice of prompts, and of resampling
    provider: str = 'auto'
    threads: int = 0
    command: str = ''


@dataclass(frozen=True)
class Experiment:
    """What is run, and on what."""

    streets: Streets
    vocabulary: Vocabulary
    bundles: tuple[Bundle, ...]  # of several training seeds
    counterparts: tuple[Bundle, ...]  # networks that differ from these in the void column
    arms: tuple[Arm, ...]
    settings: Settings


def plan_experiment(
    streets: Streets,
    vocabulary: Vocabulary,
    bundles: Sequence[Path],
    counterparts: Sequence[Path],
    settings: Settings,
) -> Experiment:
    """Load the bundles; raises EvaluationError when some do not fit together."""
    loaded = tuple(map(load_bundle, bundles))
    others = tuple(map(load_bundle, counterparts))
    void = loaded[0].manifest.void
    for bundle, expected in (
        *((one, void) for one in loaded),
        *((one, not void) for one in others),
    ):
        if bundle.manifest.void != expected:
            raise EvaluationError(
                f'{bundle.path} has {"no" if expected else "a"} void column: all of --bundle must '
                'be alike in it, and all of --counterpart the other way'
            )
    for step in ('votes', 'opening'):
        if len({getattr(bundle.manifest, step) for bundle in (*loaded, *others)}) > 1:
            raise EvaluationError(
                f'the bundles refine their scores differently: export all with the same --{step}'
            )
    digests = [bundle.digest for bundle in (*loaded, *others)]
    if len(set(digests)) < len(digests):
        raise EvaluationError('a bundle was given twice: give each training seed once')
    scores = {bundle.manifest.baselines for bundle in loaded}
    if len(scores) > 1:
        raise EvaluationError(
            'the bundles give different scores of others: export all with the same --scores'
        )
    if not all(bundle.manifest.families for bundle in (*loaded, *others)):
        vocabulary = replace(vocabulary, families=())  # older bundles take none
    counterpart = (NO_VOID if void else VOID) if others else ''
    manifest = loaded[0].manifest
    weighed, opened = manifest.votes is not None, manifest.opening is not None
    arms = make_arms(vocabulary, streets.kinds, counterpart, weighed, opened, settings.seed)
    return Experiment(streets, vocabulary, loaded, others, arms, settings)


def run_experiment(
    experiment: Experiment, out: Path, workers: Workers, begin: BeginStage
) -> tuple[tuple[Row, ...], Truth]:
    """
    Return one row for each arm and score, those that cannot be run with the reason, and the truth.

    Maps are kept in `out`: stopped, it goes on where it was. Figures are computed anew.
    """
    streets, settings = experiment.streets, experiment.settings
    truth = Truth(streets, out / _PARTS)
    on_frame = begin('reading labels', len(streets.pictures))
    truth.prepare(experiment.vocabulary, settings.radius_px, on_frame)
    for bundle, arms in _passes(experiment):
        _run_bundle(experiment, bundle, arms, out, begin)
    return _judge_rows(experiment, truth, out, workers, begin), truth


def arm_maps(out: Path, bundle: Bundle, arm: Arm) -> ArmMaps:
    """Return where the maps of an arm are kept."""
    return ArmMaps(_folder(out, bundle, arm))


def bundles_of(experiment: Experiment, arm: Arm) -> tuple[Bundle, ...]:
    """Return the bundles on which an arm is run."""
    return experiment.counterparts if arm.counterpart else experiment.bundles


def _passes(experiment: Experiment) -> Iterator[tuple[Bundle, list[Arm]]]:
    for bundle in (*experiment.bundles, *experiment.counterparts):
        yield bundle, [arm for arm in experiment.arms if bundle in bundles_of(experiment, arm)]


def _run_bundle(
    experiment: Experiment, bundle: Bundle, arms: Sequence[Arm], out: Path, begin: BeginStage
) -> None:
    settings, streets = experiment.settings, experiment.streets
    engine = Engine(bundle, settings.provider, settings.threads)
    encoder = TextEncoder(bundle, settings.threads)
    for arm in arms:
        text = arm.prepare(_embed(arm, bundle, encoder, begin))
        folder = _folder(out, bundle, arm)
        claim_folder(folder, _facts(experiment, bundle, arm, text, engine.provider))
        on_frame = begin(f'{bundle.manifest.name}: {arm.name}', len(streets.pictures))
        votes = bundle.manifest.votes if arm.weighed else None
        opening = bundle.manifest.opening if arm.opened else None
        make_maps(engine, text, streets, ArmMaps(folder), votes, opening, on_frame)


def _facts(
    experiment: Experiment, bundle: Bundle, arm: Arm, text: GroupEmbeddings, provider: str
) -> RunFacts:
    data_set = experiment.streets.data_set
    return RunFacts(
        method=arm.name,
        data_set=data_set.name,
        root=str(data_set.root),
        split='',
        scores='made by this run',
        command=experiment.settings.command,
        version=installed_version(),
        bundle=bundle.model_id,
        bundle_digest=bundle.digest,
        bundle_trained=bundle.manifest.trained,
        vocabulary=arm.vocabulary.name,
        vocabulary_digest=arm.vocabulary.digest,
        text_digest=text.digest,
        provider=provider,
    )


def _embed(arm: Arm, bundle: Bundle, encoder: TextEncoder, begin: BeginStage) -> GroupEmbeddings:
    concepts = {text for group in arm.vocabulary.groups for text in group.concepts}
    advance = begin(f'{bundle.manifest.name}: words of {arm.name}', len(concepts))
    done = 0

    def on_progress(embedded: int, _: int) -> None:
        nonlocal done
        advance(embedded - done)
        done = embedded

    return embed_vocabulary(
        arm.vocabulary, encoder, bundle.manifest.temperature, cache_directory(), on_progress
    )


@dataclass(frozen=True)
class _Plan:
    """A row before it is judged."""

    name: str
    arm: Arm | None
    score: str
    why_not: str = ''


def _rows(experiment: Experiment) -> Iterator[_Plan]:
    for arm in experiment.arms:
        yield _Plan(arm.name, arm, OWN_SCORE)
    manifest = experiment.bundles[0].manifest
    if not experiment.counterparts:
        yield _Plan(NO_VOID if manifest.void else VOID, None, OWN_SCORE, _NO_COUNTERPART)
    if manifest.votes is None:
        yield _Plan(NO_VOTES, None, OWN_SCORE, _NOT_WEIGHED)
    if manifest.opening is None:
        yield _Plan(NO_OPENING, None, OWN_SCORE, _NOT_OPENED)
    arms = {arm.name: arm for arm in experiment.arms}
    for arm_name in (WHOLE, PLAIN):
        if arm_name not in arms:  # VL4AD is plain already
            continue
        for score in BASELINES:
            name = score if arm_name == WHOLE else f'{score}, {arm_name}'
            if score in manifest.baselines:
                yield _Plan(name, arms[arm_name], score)
            else:
                yield _Plan(name, None, score, _NO_SCORES)


def _judge_rows(
    experiment: Experiment, truth: Truth, out: Path, workers: Workers, begin: BeginStage
) -> tuple[Row, ...]:
    drives = [one.frame.drive for one in experiment.streets.pictures]
    weights = draw_weights(resampling_units(truth.frame_ids, drives), experiment.settings.seed)
    plans = list(_rows(experiment))
    rows = [_jobs(experiment, plan, truth, weights, out) for plan in plans]
    jobs = [job for row in rows for job in row]
    on_frame = begin('judging', sum(job.size for job in jobs))
    judgements = iter(judge_all(jobs, out / _JUDGED, workers, on_frame))
    return tuple(
        Row(
            plan.name,
            SOURCES.get(plan.name, 'compared with'),
            tuple(islice(judgements, len(row))),
            plan.why_not,
        )
        for plan, row in zip(plans, rows, strict=True)
    )


def _jobs(
    experiment: Experiment,
    plan: _Plan,
    truth: Truth,
    weights: Int64Array,  # (S, F)
    out: Path,
) -> list[JudgeJob]:
    """Return one job for each bundle of a row, none where it cannot be run."""
    if plan.arm is None:
        return []
    arm, score = plan.arm, plan.score
    groups = group_table(experiment.vocabulary, arm.vocabulary)
    classes = class_table(arm.vocabulary)
    return [
        JudgeJob(
            Judged(arm_maps(out, bundle, arm), score, score == OWN_SCORE, groups, classes),
            truth,
            experiment.settings.threshold,
            weights,
            out / _JUDGED / f'{bundle.digest}-{plan.name}.npz',
        )
        for bundle in bundles_of(experiment, arm)
    ]


def _folder(out: Path, bundle: Bundle, arm: Arm) -> Path:
    network = f'{bundle.manifest.name}-{bundle.digest[:8]}'
    return out / _MAPS / network / arm.name.replace(' ', '_')
