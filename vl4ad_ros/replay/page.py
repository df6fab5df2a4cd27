"""report.html: the report for people, one file that needs nothing beside it."""

from typing import Any

from ..evaluation.html import Child, Markup, table, tag
from ..evaluation.page_parts import document, facts_table, note, number, section
from .report import COMPLETE, Report

_SHOWN_NAMES = 20


def render_page(report: Report) -> str:
    """Return the page."""
    run, frames = report['run'], report['frames']
    return document(
        f'Replay of {run["bag"]}',
        tag('h1', f'Replay of {run["bag"]}'),
        tag('p', f'{frames["read"]} frames, {frames["rejected"]} of them rejected', class_='dim'),
        *(tag('p', text, class_='notice') for text in notices(report)),
        *(_comparison_section(values) for values in report['comparisons']),
        section('Frames', facts_table(_frame_rows(report))),
        hazard_section(report['hazards_by_name']),
        seconds_section(report['seconds']),
        section('What was run', facts_table(run_rows(report))),
    )


def notices(report: Report) -> list[str]:
    """Return in sentences what a reader has to know before the figures."""
    texts = list(report['bag']['damage'])
    if report['state'] != COMPLETE:
        texts.append(f'The run was ended after {report["frames"]["read"]} frames.')
    if not report['run']['bundle_trained']:
        texts.append('The bundle is untrained: scores and hazards mean nothing.')
    frames = report['frames']
    for reason, count in frames['rejected_by_reason'].items():
        first = frames['first_error_by_reason'][reason]
        texts.append(f'{count} images were rejected ({reason}); first {first}.')
    return texts


def _frame_rows(report: Report) -> list[tuple[str, Child]]:
    frames, bag = report['frames'], report['bag']
    return [
        *(
            (topic, f'{frames["by_topic"].get(topic, 0)} of {count}')
            for topic, count in bag['recorded'].items()
        ),
        ('processed', str(frames['processed'])),
        ('with hazards', str(frames['with_hazards'])),
        ('image topics left out', ', '.join(bag['other_image_topics'])),
        ('digest of all frames', report['digest']),
    ]


def hazard_section(names: dict[str, int]) -> Markup | None:
    """Return what hazards were called, None where there were none."""
    if not names:
        return None
    rows: list[tuple[Child, ...]] = [(name, str(count)) for name, count in names.items()]
    return section('Hazards by name', table(('name', 'hazards'), rows[:_SHOWN_NAMES]))


def seconds_section(seconds: dict[str, Any]) -> Markup | None:
    """Return how long frames took, None where none was processed."""
    if not seconds:
        return None
    rows: list[tuple[Child, ...]] = [
        (stage, *(number(1000 * values[name]) for name in ('p50', 'p95', 'p99', 'max')))
        for stage, values in seconds.items()
    ]
    return section(
        'Time per frame',
        table(('stage', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'), rows),
        note('On the machine of this run, one frame at a time; reading and writing left out.'),
    )


def _comparison_section(values: dict[str, Any]) -> Markup:
    tolerances = values['tolerances']
    verdict = values['first_difference'] or 'They agree within the tolerances.'
    return section(
        f'Compared with {values["reference"]}',
        tag('p', verdict, class_='notice' if values['first_difference'] else None),
        facts_table(
            [
                ('frames compared', str(values['frames'])),
                ('of equal digest', str(values['equal'])),
                ('beyond the tolerances', str(values['differing'])),
                (
                    'largest difference of the score',
                    f'{values["score_max_abs"]:.3g}, {tolerances["score"]:g} is tolerated'
                    + ('' if values['maps'] else ' (of its statistics)'),
                ),
                ('tolerated difference of a box', f'{tolerances["box_px"]} px'),
                ('tolerated hazards without a partner', f'{tolerances["hazards"]} a frame'),
                ('what was run in another way', '; '.join(values['settings'])),
            ]
        ),
    )


def run_rows(report: Report) -> list[tuple[str, Child]]:
    """Return what was run."""
    run = report['run']
    hidden = ('bundle_trained', 'command', 'topics', 'parameters')
    rows = [(name, value) for name, value in run.items() if name not in hidden]
    parameters = ', '.join(f'{name} {value!r}' for name, value in run['parameters'].items())
    return [
        ('command', tag('code', run['command'])),
        *((name.replace('_', ' '), str(value)) for name, value in rows),
        ('parameters', parameters),
    ]
