"""From a pipeline or a folder of score maps to the files of a report."""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ..pipeline import Pipeline
from ..vocabulary.vocabulary import Vocabulary
from .data_set import DataSet
from .evaluation import COUNTING, JUDGING, Task, evaluate
from .frame_pictures import choose_frames, draw_frames
from .frame_table import save_table
from .network_scores import median_latency_s, read_seconds, score_frames
from .page import render_page
from .report import PAGE_FILE, REPORT_FILE, TABLE_FILE, Report, make_report, write_report
from .run_facts import RunFacts, claim_folder
from .scores import ScoreFolder
from .submission import write_submission

SCORING, DRAWING, WRITING = 'running the network', 'drawing frames', 'writing the submission'
_SCORES, _SECONDS, _WORK, _SUBMISSION = 'scores', 'seconds.jsonl', '.pixel_counts', 'submission'

# Is told that a stage of so many frames begins; what it returns is called after each frame.
BeginStage = Callable[[str, int], Callable[[], None]]


def score_with_network(
    pipeline: Pipeline, data_set: DataSet, facts: RunFacts, out: Path, begin: BeginStage
) -> ScoreFolder:
    """Run the network over the frames that have no map in `out` yet."""
    claim_folder(out, facts)
    scores = ScoreFolder(out / _SCORES)
    on_frame = begin(SCORING, len(data_set.frames))
    score_frames(pipeline, data_set, scores, out / _SECONDS, on_frame)
    return scores


def judge_scores(
    data_set: DataSet,
    scores: ScoreFolder,
    facts: RunFacts,
    out: Path,
    begin: BeginStage,
    threshold: float | None = None,
    vocabulary: Vocabulary | None = None,
) -> Report:
    """Write report.json, report.html and what a later comparison needs."""
    claim_folder(out, facts)
    seconds = read_seconds(out / _SECONDS)
    task = Task(data_set, scores, threshold, median_latency_s(seconds), _prompted(vocabulary))
    bars = {stage: begin(stage, len(data_set.frames)) for stage in (COUNTING, JUDGING)}
    evaluation = evaluate(task, out / _WORK, lambda stage: bars[stage]())
    report = make_report(evaluation, task, facts, seconds)
    save_table(evaluation.table, out / TABLE_FILE)
    write_report(report, out / REPORT_FILE)
    chosen = choose_frames(evaluation.table)
    shown = draw_frames(chosen, evaluation, task, begin(DRAWING, len(chosen)))
    page = render_page(report, evaluation.table, shown)
    (out / PAGE_FILE).write_text(page, encoding='utf-8')
    return report


def submit_scores(
    data_set: DataSet, scores: ScoreFolder, facts: RunFacts, out: Path, begin: BeginStage
) -> Path:
    """Write the maps of a split without labels for the benchmark; return their folder."""
    on_frame = begin(WRITING, len(data_set.frames))
    return write_submission(data_set, scores, out / _SUBMISSION, facts.method, on_frame)


def facts_of_network(
    data_set: DataSet, split: str, pipeline: Pipeline, vocabulary: Vocabulary, command: str
) -> RunFacts:
    """Return what was run when the scores come from a bundle."""
    bundle = pipeline.engine.bundle
    return RunFacts(
        method=bundle.model_id,
        data_set=data_set.name,
        root=str(data_set.root.resolve()),
        split=split,
        scores='made by this run',
        command=command,
        version=_version(),
        bundle=bundle.model_id,
        bundle_digest=bundle.digest,
        bundle_trained=bundle.manifest.trained,
        vocabulary=vocabulary.name,
        vocabulary_digest=vocabulary.digest,
        text_digest=pipeline.text.digest,
        provider=pipeline.engine.provider,
    )


def facts_of_scores(
    data_set: DataSet, split: str, scores: Path, vocabulary: Vocabulary | None, command: str
) -> RunFacts:
    """Return what was run when the scores come from elsewhere."""
    return RunFacts(
        method=scores.resolve().name,
        data_set=data_set.name,
        root=str(data_set.root.resolve()),
        split=split,
        scores=str(scores),
        command=command,
        version=_version(),
        vocabulary=vocabulary.name if vocabulary else '',
        vocabulary_digest=vocabulary.digest if vocabulary else '',
    )


def _prompted(vocabulary: Vocabulary | None) -> frozenset[str] | None:
    if vocabulary is None:
        return None
    return frozenset(text for prompt in vocabulary.ood_prompts for text in prompt.concepts)


def _version() -> str:
    try:
        return version('vl4ad_ros')
    except PackageNotFoundError:  # run from a clone that is not installed
        return 'not installed'
