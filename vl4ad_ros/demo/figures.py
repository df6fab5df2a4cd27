"""The figures of a demonstration in words, for the terminal and the page."""

from collections import Counter

from .summary import FrameRecord, Summary

UNTRAINED = (
    'This model bundle is untrained: its decoder holds random weights. Scores and hazards show '
    'that every part runs, and say nothing about the street.'
)


def run_rows(summary: Summary) -> list[tuple[str, str]]:
    """Return what was run."""
    height, width = summary.size_hw
    rows = [
        ('drive', summary.drive),
        ('image', f'{width} x {height} px'),
        ('model', summary.model + ('' if summary.trained else ' (untrained)')),
        ('vocabulary', summary.vocabulary_digest[:12]),
        ('provider', summary.provider),
        ('threshold', f'{summary.threshold:.2f}'),
    ]
    return [*rows, ("the node's remark", summary.remark)] if summary.remark else rows


def result_rows(summary: Summary) -> list[tuple[str, str]]:
    """Return what came of it."""
    rows = [
        ('frames sent', str(summary.sent)),
        ('frames processed', str(summary.processed)),
        ('frames dropped', f'{summary.dropped} (a newer one was there)'),
        ('frames rejected', str(summary.rejected)),
        ('hazard messages', f'{len(summary.frames)}, one for each processed frame'),
        ('frames per second', f'{summary.fps:.1f}'),
        ('image age p50 / p95', f'{summary.age_ms(50):.0f} / {summary.age_ms(95):.0f} ms'),
        ('time in the node p50', f'{summary.latency_ms(50):.0f} ms'),
        ('frames with hazards', f'{summary.frames_with_hazards} of {summary.processed}'),
        ('hazards by name', names_text(summary)),
    ]
    if summary.lost:
        rows.insert(1, ('frames that never arrived', str(summary.lost)))
    return rows


def names_text(summary: Summary) -> str:
    """Return how often each name was given, the most frequent first."""
    names = Counter(name for frame in summary.frames for name in frame.names)
    listed = [f'{name} {count}' for name, count in names.most_common(6)]
    return ', '.join([*listed, *(['...'] if len(names) > 6 else [])]) or 'none'


def hazards_text(frame: FrameRecord) -> str:
    """Return the hazards of one frame."""
    pairs = zip(frame.names[:3], frame.scores, strict=False)
    listed = [f'{name} {score:.2f}' for name, score in pairs]
    more = len(frame.names) - len(listed)
    return ', '.join([*listed, *([f'{more} more'] if more else [])]) or 'no hazards'
