"""report.html: one evaluation on one page that opens without a server."""

from collections.abc import Sequence
from typing import Any

from ..lettering import Colour
from ..overlay import CYAN
from .frame_pictures import LIME, ShownFrame
from .frame_table import FrameTable
from .html import Child, Markup, join, table, tag, void_tag
from .page_drives import drive_sections
from .page_explained import ExplainedPixel, explained_section
from .page_parts import (
    HEADLINE,
    curve_charts,
    document,
    facts_table,
    note,
    number,
    percent,
    score_chart,
    section,
)
from .published import PUBLISHED, SOURCE
from .report import Report

Values = dict[str, Any]


def render_page(
    report: Report,
    frames: FrameTable,
    shown: Sequence[ShownFrame],
    explained: Sequence[ExplainedPixel] = (),
) -> str:
    """Return the page of one run."""
    data_set, run = report['data_set'], report['run']
    title = f'{data_set["title"]}: {run["method"]}'
    return document(
        title,
        tag('h1', title),
        tag('p', _subtitle(data_set), class_='dim'),
        *_notices(report),
        _tiles(report),
        section(
            'Pixels',
            note(
                'Every pixel that the labels judge, taken together. The figures are exact; the '
                'curves are drawn through exact points.'
            ),
            tag(
                'div',
                curve_charts([(run['method'], frames)]),
                score_chart(report['score_histogram']),
                class_='charts',
            ),
        ),
        _component_section(report),
        *drive_sections(report),
        _frames_section(shown),
        explained_section(explained),
        _seconds_section(report['seconds']),
        _published_section(report),
        _run_section(report),
    )


def _subtitle(data_set: Values) -> str:
    pixels = data_set['normal_pixels'] + data_set['anomalous_pixels']
    share = 100 * data_set['anomalous_pixels'] / max(pixels, 1)
    return (
        f'{data_set["frames"]} frames, {pixels:,} judged pixels, {share:.2f} % of them anomalous'
    )


def _notices(report: Report) -> list[Markup]:
    texts = []
    data_set = report['data_set']
    if not report['run']['bundle_trained']:
        texts.append('This bundle is untrained: its figures show that all parts run, no more.')
    if data_set['official_frames'] not in (None, data_set['frames']):
        texts.append(
            f'These are {data_set["frames"]} frames, the official split has '
            f'{data_set["official_frames"]}: the figures do not compare with published ones.'
        )
    if data_set['anomalous_pixels'] == 0:
        texts.append('No pixel is labelled as anomalous, so most figures are undefined.')
    return [tag('p', text, class_='notice') for text in texts]


def _tiles(report: Report) -> Markup:
    values = report['pixel'] | report['component']
    intervals = report['intervals']
    tiles = []
    for name, heading in HEADLINE.items():
        low, high = (intervals['figures'][name][end] for end in ('low', 'high'))
        spread = f'{percent(low)} to {percent(high)}' if low is not None else 'no interval'
        tiles.append(
            tag(
                'div',
                tag('span', heading),
                tag('b', percent(values[name])),
                tag('span', spread),
                class_='tile',
            )
        )
    explanation = note(
        f'In percent; FPR95 is better when lower, all others when higher. Below each figure its '
        f'{100 * intervals["confidence"]:.0f} % interval over {intervals["samples"]} resamplings '
        f'of the {intervals["resampled"]}.'
    )
    return join(tag('div', *tiles, class_='tiles'), explanation)


def _component_section(report: Report) -> Markup:
    values, rule = report['component'], report['component_rule']
    if rule['threshold'] is None:
        return section('Components', note('There is no threshold; give one with --threshold.'))
    rows: list[tuple[Child, ...]] = [
        (
            label,
            percent(values[f'f1_{suffix}']),
            *(number(values[f'{count}_{suffix}'], digits) for count in ('tp', 'fn', 'fp')),
        )
        for label, suffix, digits in (
            ('0.25', '25', 0),
            ('0.50', '50', 0),
            ('0.75', '75', 0),
            ('mean of 0.25, 0.30, ... 0.75', 'mean', 2),
        )
    ]
    return section(
        'Components',
        note(
            f'Regions with score > {rule["threshold"]:.6g} ({rule["threshold_from"]}); predicted '
            f'ones below {rule["min_predicted_px"]} px are dropped, true ones below '
            f'{rule["min_truth_px"]} px ignored. A true region counts as found from that sIoU on, '
            'a predicted one as false below that PPV.'
        ),
        table(('threshold of sIoU and PPV', 'F1 %', 'found', 'missed', 'false'), rows),
        note(
            f'Mean over regions, in percent: sIoU of the truth {percent(values["sIoU_gt"])}, '
            f'sIoU of the prediction {percent(values["sIoU_pred"])}, '
            f'PPV {percent(values["prec_pred"])}.'
        ),
    )


def _frames_section(shown: Sequence[ShownFrame]) -> Markup | None:
    if not shown:
        return None
    figures = [
        tag(
            'figure',
            void_tag('img', src=frame.picture_url, alt=f'frame {frame.id}', loading='lazy'),
            tag(
                'figcaption',
                tag('span', frame.reason, class_='badge'),
                frame.id,
                f', AP of this frame {percent(frame.ap)} %' if frame.ap is not None else None,
            ),
            class_='frame',
        )
        for frame in shown
    ]
    return section(
        'Frames',
        note(
            'Left the picture, right the score, from dark to bright.',
            _swatch(LIME, 'truth'),
            _swatch(CYAN, 'found;'),
            ' what is not judged is darkened. Best and worst by the AP of the frame alone.',
        ),
        *figures,
    )


def _swatch(colour: Colour, name: str) -> Markup:
    style = f'background:rgb{colour}'
    return tag('span', tag('i', class_='swatch', style=style), name, class_='named')


def _seconds_section(seconds: Values) -> Markup | None:
    if not seconds:
        return None
    rows: list[tuple[Child, ...]] = [
        (
            stage,
            str(values['frames']),
            *(number(1000 * values[name]) for name in ('p50', 'p95', 'p99')),
        )
        for stage, values in seconds.items()
    ]
    return section(
        'Time per frame',
        table(('stage', 'frames', 'p50 ms', 'p95 ms', 'p99 ms'), rows),
        note(
            'On the machine of this run, one frame at a time in each worker, reading of '
            'pictures left out.'
        ),
    )


def _published_section(report: Report) -> Markup | None:
    published = PUBLISHED.get(report['data_set']['name'])
    if published is None:
        return None
    values = report['pixel'] | report['component']
    names = ('ap', 'fpr95', 'sIoU_gt', 'prec_pred', 'f1_mean')
    own: tuple[Child, ...] = (
        tag('b', f'this run: {report["run"]["method"]}'),
        *(tag('b', percent(values[name])) for name in names),
    )
    others: list[tuple[Child, ...]] = [
        (
            row.method,
            *(number(value, 2) for value in (row.ap, row.fpr95, row.siou, row.ppv, row.f1)),
        )
        for row in published
    ]
    return section(
        'For orientation',
        note(
            f'The other rows are not from here: {SOURCE}. They belong to other frames than '
            'this run and cannot be compared with it directly.'
        ),
        table(('method', *(HEADLINE[name] for name in names)), [own, *others]),
    )


def _run_section(report: Report) -> Markup:
    run = report['run']
    return section(
        'What was run',
        facts_table(
            [
                ('command', tag('code', run['command'])),
                ('vl4ad_ros', run['version']),
                ('data set', f'{report["data_set"]["name"]} in {run["root"]}'),
                ('scores', run['scores']),
                ('bundle', run['bundle']),
                ('digest of the bundle', run['bundle_digest']),
                ('vocabulary', run['vocabulary']),
                ('digest of the vocabulary', run['vocabulary_digest']),
                ('digest of the text', run['text_digest']),
                ('provider', run['provider']),
                ('threads', str(run['threads'] or '')),
                ('workers', run['workers']),
            ]
        ),
    )
