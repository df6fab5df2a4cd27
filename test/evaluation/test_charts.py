import numpy as np
import pytest

from vl4ad_ros.evaluation.charts import Axis, Series, line_chart, steps
from vl4ad_ros.evaluation.html import tag


@pytest.mark.parametrize(
    ('low', 'high', 'ticks'),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-20, -13, [-20, -18, -16, -14]),
        (0, 8.4, [0, 2, 4, 6, 8]),
        (0.1, 0.12, [0.1, 0.105, 0.11, 0.115, 0.12]),
    ],
)
def test_ticks_are_round_numbers(low, high, ticks):
    assert Axis('', low, high).ticks == pytest.approx(ticks)


def test_a_histogram_is_drawn_as_steps():
    x, y = steps(np.array([0, 1, 2]), np.array([5, 7]))
    assert x.tolist() == [0, 1, 1, 2]
    assert y.tolist() == [5, 5, 7, 7]


def test_names_of_several_lines_are_told_and_escaped():
    line = np.array([0.0, 1.0])
    one = line_chart('c', Axis('x'), Axis('y'), [Series('a<b', line, line)])
    two = line_chart('c', Axis('x'), Axis('y'), [Series('a<b', line, line)] * 2)
    assert 'a<b' not in two
    assert two.count('a&lt;b') == 2
    assert 'figcaption' not in one


def test_text_is_escaped_and_elements_are_not():
    assert tag('p', '<', tag('b', '&'), title='"') == '<p title="&quot;">&lt;<b>&amp;</b></p>'
