"""Parts that the page of one run and the page of a comparison share."""

from collections.abc import Sequence

import numpy as np

from .charts import Axis, Series, area_chart, line_chart, steps
from .count_run import ANOMALOUS, NORMAL
from .frame_table import FrameTable
from .html import Child, Markup, join, tag, void_tag
from .page_style import STYLE

# How figures are called in tables: name in report.json -> heading.
HEADLINE = {
    'ap': 'AP',
    'fpr95': 'FPR95',
    'auroc': 'AUROC',
    'best_f1': 'best F1',
    'sIoU_gt': 'mean sIoU',
    'prec_pred': 'mean PPV',
    'f1_mean': 'mean F1*',
}


def document(title: str, *sections: Child) -> str:
    """Return a page that needs nothing beside it."""
    head = tag(
        'head',
        void_tag('meta', charset='utf-8'),
        void_tag('meta', name='viewport', content='width=device-width, initial-scale=1'),
        void_tag('meta', name='generator', content='vl4ad'),
        tag('title', title),
        tag('style', Markup(STYLE)),
    )
    return (
        f'<!doctype html>\n{tag("html", head, tag("body", tag("main", *sections)), lang="en")}\n'
    )


def section(title: str, *children: Child) -> Markup:
    """Return a titled part of a page."""
    return tag('section', tag('h2', title), *children)


def note(*children: Child) -> Markup:
    """Return a remark in small letters."""
    return tag('p', *children, class_='note')


def percent(value: float | None) -> str:
    """Return a share of one in percent, as this field's tables have it."""
    return 'n/a' if value is None else f'{100 * value:.2f}'


def number(value: float | None, digits: int = 1, unit: str = '') -> str:
    """Return a number with its unit."""
    return 'n/a' if value is None else f'{value:.{digits}f}{unit}'


def facts_table(rows: Sequence[tuple[str, Child]]) -> Markup:
    """Return names and values below each other; rows without a value are left out."""
    lines = (
        tag('tr', tag('td', name), tag('td', value))
        for name, value in rows
        if value not in ('', None)
    )
    return tag('table', tag('tbody', *lines), class_='facts')


def curve_charts(tables: Sequence[tuple[str, FrameTable]]) -> Markup:
    """Return the curves of precision over recall and of the receiver operating characteristic."""
    precision_recall, roc = [], []
    for name, table in tables:
        counts = table.histograms.sum(0)[:, ::-1].cumsum(-1).astype(float)
        tp, fp = counts[ANOMALOUS], counts[NORMAL]
        recall = tp / max(tp[-1], 1)
        precision_recall.append(Series(name, recall, tp / np.maximum(tp + fp, 1)))
        rate = fp / max(fp[-1], 1)
        roc.append(Series(name, np.append(0, rate), np.append(0, recall)))
    return join(
        line_chart('Precision and recall', Axis('recall'), Axis('precision'), precision_recall),
        line_chart(
            'Receiver operating characteristic',
            Axis('false positive rate'),
            Axis('true positive rate'),
            roc,
        ),
    )


def score_chart(spread: dict[str, list[float]]) -> Markup:
    """Return how the scores of normal and of anomalous pixels are spread."""
    edges = np.array(spread['edges'])
    areas = []
    for side in ('normal', 'anomalous'):
        pixels = np.array(spread[side])
        shares = 100 * pixels / max(pixels.sum(), 1)
        areas.append(Series(f'{side} pixels', *steps(edges, shares)))
    highest = max(float(area.y.max()) for area in areas)
    return area_chart(
        'Scores of normal and anomalous pixels',
        Axis('anomaly score', float(edges[0]), float(edges[-1])),
        Axis('% of the pixels of the kind', 0, max(1.05 * highest, 1e-6)),
        areas,
    )
