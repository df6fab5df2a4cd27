from dataclasses import replace

import pytest

from vl4ad_ros.bench.comparison import compare_benches
from vl4ad_ros.bench.figures import CaseFigures, Ratio, Spread
from vl4ad_ros.bench.report import Bench, markdown, write_report
from vl4ad_ros.bench.suite import Suite
from vl4ad_ros.errors import BenchError

STAGES = {stage: Spread(1.0, 2.0) for stage in ('decode', 'network', 'hazards', 'messages')}
FIGURES = CaseFigures(
    'fp32', 1, 60, Spread(100.0, 120.0), 180.0, 10.0, Ratio(2.0, 1.9, 2.1), STAGES,
    {'trunk': Spread(0.5, 0.6)}, 200.0, 0.41, {'peak': 512.4, 'before': 50.0},
)  # fmt: skip


def bench(p50_ms, **machine):
    figures = replace(FIGURES, total=Spread(p50_ms, p50_ms))
    suite = Suite(
        'demo', (360, 640), (288, 512), 20, {'total': 9.1}, 300.0, (figures,), ('int8: no',)
    )
    return Bench('vl4ad bench', {'cores': 2, **machine}, 1.5, (suite,))


def test_the_table_tells_what_was_measured():
    table = markdown(bench(100.0))
    row = '| fp32, 60 concepts | 100.0 | 100.0 | 10.0 | 2.00 (1.90 to 2.10) | 180.0 | 512 | 41%'
    assert row in table
    assert 'Left out: int8: no.' in table
    assert '640x360' in table
    assert '| fp32, 60 concepts | 0.5 |' in table


def test_before_and_after(tmp_path):
    before, _ = write_report(bench(100.0), tmp_path / 'a')
    after, _ = write_report(bench(50.0, cores=4), tmp_path / 'b')
    text = compare_benches(before, after)
    assert 'fp32, 1 cameras, 60 concepts | 100.0 | 50.0 | 2.00 | 512 | 512 |' in text
    assert 'cores was 2, then it was 4.' in text


@pytest.mark.parametrize('content', ['', '[]', '{"format": 0}', '{'])
def test_a_file_that_is_no_bench(content, tmp_path):
    path, _ = write_report(bench(1.0), tmp_path)
    foreign = tmp_path / 'foreign.json'
    foreign.write_text(content)
    with pytest.raises(BenchError, match=r'foreign\.json'):
        compare_benches(path, foreign)


def test_nothing_in_common(tmp_path):
    path, _ = write_report(bench(1.0), tmp_path / 'a')
    other = replace(bench(1.0), suites=())
    with pytest.raises(BenchError, match='no case in common'):
        compare_benches(path, write_report(other, tmp_path / 'b')[0])
