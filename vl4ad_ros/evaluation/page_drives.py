"""The parts of the report that only drives have."""

from typing import Any

from .html import Child, Markup, join, table, tag
from .page_parts import note, number, percent, section
from .report import Report

Values = dict[str, Any]


def drive_sections(report: Report) -> list[Markup]:
    """Return the sections on objects, time and false alarms, none for other data sets."""
    drives = report['drives']
    if drives is None:
        return []
    return [
        _objects_section(drives),
        _detections_section(drives),
        *([_latency_section(report['latency_aware'])] if report['latency_aware'] else []),
    ]


def _objects_section(drives: Values) -> Markup:
    parts = [
        _objects_table(heading, drives[key])
        for heading, key in (
            ('kind', 'kinds'),
            ('distance', 'distances'),
            ('novelty', 'novelties'),
            ('OOD prompts', 'prompts'),
        )
        if drives[key]
    ]
    if not parts:
        return section('Objects', note('The drive comes without maps of its objects.'))
    return section(
        'Objects',
        note(
            'The pixels of some objects against all normal pixels. AP falls with the number of '
            'pixels: compare it between runs, not between rows. By distance, near is below 15 m '
            'and far from 30 m on. Found: share of frames in which a quarter of the object is '
            'covered by regions that are no false alarms.'
        ),
        *parts,
    )


def _objects_table(heading: str, rows: list[Values]) -> Markup:
    cells: list[tuple[Child, ...]] = [
        (
            row['name'],
            str(row['objects']),
            str(row['frames']),
            f'{row["pixels"]:,}',
            percent(row['ap']),
            percent(row['fpr95']),
            percent(row['auroc']),
            percent(row['found']),
        )
        for row in rows
    ]
    headings = ('objects', 'frames', 'pixels', 'AP %', 'FPR95 %', 'AUROC %', 'found %')
    return table((heading, *headings), cells)


def _detections_section(drives: Values) -> Markup:
    cells: list[tuple[Child, ...]] = [
        (
            row['drive'],
            row['kind'],
            number(row['visible_s'], 1, ' s'),
            number(row['visible_m'], 1, ' m'),
            number(row['found_s'], 1, ' s') if row['found_s'] is not None else 'never',
            number(row['found_m'], 1, ' m'),
        )
        for row in drives['detections']
    ]
    alarms = drives['false_alarms']
    headings = ('object', 'large enough', 'distance', 'first found', 'distance')
    return section(
        'First detection and false alarms' if cells else 'False alarms',
        table(('drive', *headings), cells, numeric_from=2) if cells else None,
        tag(
            'p',
            join(
                f'False alarms: {alarms["count"]} (regions of which less than a quarter is truth, '
                f'successive ones that overlap taken as one) in {alarms["frames"]} frames: '
                f'{number(alarms["per_frame"], 2)} per frame{_rates(alarms)}. '
            ),
            f'Flicker: in {percent(drives["flicker"])} % of successive frames an object is found '
            'in one and not in the other.'
            if drives['flicker'] is not None
            else None,
        ),
    )


def _rates(alarms: Values) -> str:
    """Return rates over time and way, which stills do not have."""
    if alarms['per_hour'] is None:
        return ''
    return (
        f', in {3600 * alarms["hours"]:.1f} s {number(alarms["per_hour"], 0)} per hour, '
        f'in {alarms["kilometres"]:.3f} km {number(alarms["per_kilometre"], 0)} per kilometre'
    )


def _latency_section(rows: list[Values]) -> Markup:
    cells: list[tuple[Child, ...]] = [
        (
            f'{1000 * row["latency_s"]:.0f} ms' + (' (this run)' if row['measured'] else ''),
            str(row['frames']),
            percent(row['ap']),
            percent(row['fpr95']),
            percent(row['auroc']),
        )
        for row in sorted(rows, key=lambda row: float(row['latency_s']))
    ]
    return section(
        'Latency-aware',
        note(
            'The score of each frame against the truth when the score is there: objects have '
            'moved on in the meantime.'
        ),
        table(('latency', 'frames', 'AP %', 'FPR95 %', 'AUROC %'), cells),
    )
