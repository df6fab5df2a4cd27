"""From a network or a folder of score maps to the files of a report."""

from collections.abc import Mapping
from pathlib import Path

from ..installed import installed_version
from ..vocabulary.vocabulary import Vocabulary
from ..workers.workers import Workers
from .data_set import DataSet
from .evaluation import BeginStage, Task, evaluate
from .frame_pictures import choose_frames, draw_frames
from .frame_table import save_table
from .network import Network, load_network
from .network_scores import NetworkOutputs, median_latency_s, read_seconds, score_frames
from .page import render_page
from .page_explained import Explain, explain_worst
from .report import PAGE_FILE, REPORT_FILE, TABLE_FILE, Report, make_report, write_report
from .run_facts import RunFacts, claim_folder
from .scores import ScoreFolder
from .submission import write_submission
from .worst_pixels import worst_pixels

SCORING, DRAWING, WRITING = 'running the network', 'drawing frames', 'writing the submission'
_SCORES, _SECONDS, _PARTS, _SUBMISSION = 'scores', 'seconds', 'parts', 'submission'


def score_with_network(
    network: Network,
    data_set: DataSet,
    facts: RunFacts,
    out: Path,
    workers: Workers,
    begin: BeginStage,
    baselines: Mapping[str, tuple[RunFacts, Path]] | None = None,  # by name of the score
) -> ScoreFolder:
    """Run the network over the frames that have no map in `out` yet."""
    claim_folder(out, facts)
    others = []
    for name, (other_facts, folder) in (baselines or {}).items():
        claim_folder(folder, other_facts)
        others.append((name, ScoreFolder(folder / _SCORES)))
    outputs = NetworkOutputs(ScoreFolder(out / _SCORES), out / _SECONDS, tuple(others))
    on_done = begin(SCORING, len(data_set.frames))
    score_frames(network, data_set, outputs, workers, on_done)
    return outputs.scores


def judge_scores(
    data_set: DataSet,
    scores: ScoreFolder,
    facts: RunFacts,
    out: Path,
    workers: Workers,
    begin: BeginStage,
    threshold: float | None = None,
    vocabulary: Vocabulary | None = None,
    explain: Explain | None = None,  # for the worst pixels; None: they are not explained
) -> Report:
    """Write report.json, report.html and what a later comparison needs."""
    claim_folder(out, facts)
    seconds = read_seconds(out / _SECONDS)
    task = Task(data_set, scores, threshold, median_latency_s(seconds), _prompted(vocabulary))
    evaluation = evaluate(task, out / _PARTS, workers, begin)
    report = make_report(evaluation, task, facts, seconds)
    save_table(evaluation.table, out / TABLE_FILE)
    write_report(report, out / REPORT_FILE)
    chosen = choose_frames(evaluation.table)
    shown = draw_frames(chosen, evaluation, task, begin(DRAWING, len(chosen)))
    explained = explain_worst(worst_pixels(evaluation, task), explain) if explain else ()
    page = render_page(report, evaluation.table, shown, explained)
    (out / PAGE_FILE).write_text(page, encoding='utf-8')
    return report


def submit_scores(
    data_set: DataSet, scores: ScoreFolder, facts: RunFacts, out: Path, begin: BeginStage
) -> Path:
    """Write the maps of a split without labels for the benchmark; return their folder."""
    on_done = begin(WRITING, len(data_set.frames))
    return write_submission(data_set, scores, out / _SUBMISSION, facts.method, on_done)


def facts_of_network(
    data_set: DataSet, split: str, network: Network, command: str, workers: Workers
) -> RunFacts:
    """Return what is run when the scores come from a bundle."""
    pipeline = load_network(network)
    bundle = pipeline.engine.bundle
    return RunFacts(
        method=bundle.model_id,
        data_set=data_set.name,
        root=str(data_set.root.resolve()),
        split=split,
        scores='made by this run',
        command=command,
        version=installed_version(),
        bundle=bundle.model_id,
        bundle_digest=bundle.digest,
        bundle_trained=bundle.manifest.trained,
        vocabulary=network.vocabulary.name,
        vocabulary_digest=network.vocabulary.digest,
        text_digest=pipeline.text.digest,
        provider=pipeline.engine.provider,
        threads=network.threads,
        workers=workers.title,
    )


def facts_of_scores(
    data_set: DataSet,
    split: str,
    scores: Path,
    vocabulary: Vocabulary | None,
    command: str,
    workers: Workers,
) -> RunFacts:
    """Return what is run when the scores come from elsewhere."""
    return RunFacts(
        method=scores.resolve().name,
        data_set=data_set.name,
        root=str(data_set.root.resolve()),
        split=split,
        scores=str(scores),
        command=command,
        version=installed_version(),
        vocabulary=vocabulary.name if vocabulary else '',
        vocabulary_digest=vocabulary.digest if vocabulary else '',
        workers=workers.title,
    )


def _prompted(vocabulary: Vocabulary | None) -> frozenset[str] | None:
    if vocabulary is None:
        return None
    return frozenset(text for prompt in vocabulary.ood_prompts for text in prompt.concepts)
