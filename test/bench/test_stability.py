import json

import pytest

from vl4ad_ros.bench.stability import compare_ratios
from vl4ad_ros.errors import BenchError


def write(path, ratios):
    cases = [
        {'way': way, 'cameras': 1, 'concepts': 60, 'ratio': {'p50': ratio}}
        for way, ratio in ratios.items()
    ]
    suite = {'name': 'demo', 'size_hw': [360, 640], 'cases': cases}
    bench = {'format': 1, 'machine': {'load': 0.5}, 'load_after': 2.0, 'suites': [suite]}
    path.write_text(json.dumps(bench))
    return path


def test_the_spread_is_that_of_the_runs(tmp_path):
    runs = [
        write(tmp_path / f'{number}.json', {'plain': 1.0, 'fp32': ratio})
        for number, ratio in enumerate((10.0, 11.0, 10.5))
    ]
    table = compare_ratios(runs)
    assert '| demo 640x360, fp32, 1 cameras, 60 concepts | 10.00 | 11.00 | 10.50 | 10% |' in table
    assert '| run 1 | run 2 | run 3 | spread |' in table
    assert table.endswith('0.5 to 2.0, 0.5 to 2.0, 0.5 to 2.0.\n')


def test_what_cannot_be_compared(tmp_path):
    one = write(tmp_path / 'a.json', {'fp32': 1.0})
    with pytest.raises(BenchError, match='ratios of one run'):
        compare_ratios([one])
    with pytest.raises(BenchError, match='no case in common'):
        compare_ratios([one, write(tmp_path / 'b.json', {'int8': 1.0})])
