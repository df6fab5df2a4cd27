"""report.html over several bags."""

from ..evaluation.html import Child, Markup, table, tag
from ..evaluation.page_parts import document, facts_table, section
from .page import hazard_section, run_rows, seconds_section
from .report import COMPLETE, PAGE_FILE, Report


def render_several(report: Report) -> str:
    """Return the page."""
    frames, bags = report['frames'], report['bags']
    title = f'Replay of {len(bags)} bags'
    return document(
        title,
        tag('h1', title),
        tag('p', f'{frames["read"]} frames, {frames["rejected"]} of them rejected', class_='dim'),
        *(tag('p', text, class_='notice') for text in notices(report)),
        section(
            'Bags',
            table(('bag', 'frames', 'rejected', 'with hazards', 'state'), _rows(report)),
            facts_table([('digest of all frames', report['digest'])]),
        ),
        hazard_section(report['hazards_by_name']),
        seconds_section(report['seconds']),
        section('What was run', facts_table(run_rows(report))),
    )


def notices(report: Report) -> list[str]:
    """Return in sentences what a reader has to know before the figures."""
    texts = []
    if not report['run']['bundle_trained']:
        texts.append('The bundle is untrained: scores and hazards mean nothing.')
    for row in report['bags']:
        told = [row['error'], *row['damage'], row['first_difference']]
        texts += [f'{row["folder"]}: {text}' for text in told if text]
    return texts


def _rows(report: Report) -> list[tuple[Child, ...]]:
    return [
        (
            _link(row['folder'], row['state']),
            *(str(row[name]) for name in ('frames', 'rejected', 'with_hazards', 'state')),
        )
        for row in report['bags']
    ]


def _link(folder: str, state: str) -> Markup | str:
    """Return a link to the page of a bag, which one that cannot be read does not have."""
    return tag('a', folder, href=f'{folder}/{PAGE_FILE}') if state == COMPLETE else folder
