import pytest

from vl4ad_ros.ablation.markdown import BEGIN, END, fill_page, shown, spread_shown
from vl4ad_ros.ablation.rows import Estimate
from vl4ad_ros.errors import EvaluationError
from vl4ad_ros.evaluation.bootstrap import Interval
from vl4ad_ros.paths import share_directory


@pytest.mark.parametrize(
    ('estimate', 'expected'),
    [
        (Estimate(0.5, 0.012, Interval(0.4, 0.6)), ('50.0 ± 1.2', '[40.0, 60.0]')),
        (Estimate(0.5, None, Interval(None, None)), ('50.0', '')),
        (Estimate(None, None, Interval(None, None)), ('n/a', '')),
    ],
)
def test_estimates_in_percent(estimate, expected):
    assert (shown(estimate), spread_shown(estimate)) == expected


@pytest.mark.parametrize('text', ['', BEGIN, f'{END}\n{BEGIN}', f'{BEGIN}{END}{BEGIN}{END}'])
def test_a_page_without_the_marks_is_left_as_it_is(tmp_path, text):
    page = tmp_path / 'page.md'
    page.write_text(text)
    with pytest.raises(EvaluationError, match='once each'):
        fill_page(page, None)
    assert page.read_text() == text


def test_the_page_of_the_experiment_has_the_marks():
    page = share_directory() / 'docs' / 'experiment.md'
    if not page.is_file():
        pytest.skip('the documentation is not installed')
    text = page.read_text()
    assert text.count(BEGIN) == text.count(END) == 1
    assert text.index(BEGIN) < text.index(END)
