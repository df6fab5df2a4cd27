from xml.etree import ElementTree

import pytest

from vl4ad_ros.ablation.dot_chart import DotRow, dot_chart
from vl4ad_ros.ablation.rows import Estimate
from vl4ad_ros.evaluation.bootstrap import Interval

NOTHING = Estimate(None, None, Interval(None, None))
SVG = '{http://www.w3.org/2000/svg}'


def draw(*rows):
    series = [f'figure {number}' for number in range(len(rows[0].estimates))]
    return ElementTree.fromstring(dot_chart('A <title>', series, rows))


def test_a_chart_stands_by_itself_and_is_well_formed():
    row = DotRow('VL4AD', (Estimate(0.5, 0.1, Interval(0.4, 0.6)), NOTHING), ((0.4, 0.6), ()))
    chart = draw(row)
    assert chart.tag == f'{SVG}svg'
    assert next(chart.iter(f'{SVG}text')).text == 'A <title>'
    dots = [float(dot.get('cx')) for dot in chart.iter(f'{SVG}circle') if dot.get('r') != '3.6']
    mean = [float(dot.get('cx')) for dot in chart.iter(f'{SVG}circle')][-1]
    assert min(dots) < mean < max(dots)  # single seeds about their mean


@pytest.mark.parametrize('estimate', [NOTHING, Estimate(0.0, None, Interval(0.0, 0.0))])
def test_nothing_to_draw_is_no_error(estimate):
    assert draw(DotRow('VL4AD', (estimate,), ((),))) is not None
