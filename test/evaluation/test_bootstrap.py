from dataclasses import replace

import numpy as np
import pytest

from vl4ad_ros.errors import EvaluationError
from vl4ad_ros.evaluation.bootstrap import FIGURES, difference_intervals, intervals
from vl4ad_ros.evaluation.component_metrics import SUM_COLUMNS
from vl4ad_ros.evaluation.frame_table import FrameRecord, load_table, make_table, save_table

EDGES = np.linspace(0, 0.9, 10, dtype=np.float32)


def table(frames=12, shift=0, drives=None):
    """Frames of different difficulty; `shift` moves anomalous pixels to higher scores."""
    random = np.random.default_rng(0)
    records = []
    for index in range(frames):
        middle = 3 + index % 4
        normal = random.poisson(20 * np.exp(-np.arange(10) / 2))
        anomalous = random.poisson(4 * np.exp(-((np.arange(10) - middle - shift) ** 2) / 4))
        sums = random.poisson(3, SUM_COLUMNS).astype(float)
        drive = drives[index] if drives else ''
        records.append(FrameRecord(f'{index}', drive, np.stack([normal, anomalous]), sums))
    return make_table(records, EDGES)


def test_an_interval_is_around_the_figure_and_narrows_with_frames():
    few, many = intervals(table(12)), intervals(table(192))
    for name in FIGURES:
        assert few[name].low < few[name].high
        assert many[name].high - many[name].low < few[name].high - few[name].low


def test_the_same_data_gives_the_same_intervals():
    assert intervals(table()) == intervals(table())


def test_a_run_does_not_differ_from_itself():
    found = difference_intervals(table(), table())
    assert {(value.low, value.high) for value in found.values()} == {(0, 0)}


def test_a_better_run_is_told_from_chance_although_the_intervals_overlap():
    worse, better = table(), table(shift=1)
    assert intervals(better)['ap'].low < intervals(worse)['ap'].high
    assert difference_intervals(worse, better)['ap'].low > 0


def test_runs_on_other_frames_are_refused():
    with pytest.raises(EvaluationError, match='same frames'):
        difference_intervals(table(12), table(13))


def test_frames_of_a_drive_stay_together():
    by_drive = table(12, drives=['a'] * 6 + ['b'] * 6)
    assert by_drive.unit_name == 'drives'
    assert len(set(by_drive.units[:6])) == len(set(by_drive.units[6:])) == 1
    assert table(12).unit_name == 'frames'
    assert 'too narrow' in table(12, drives=['a'] * 12).unit_name


def test_a_figure_that_is_nowhere_defined_has_no_interval():
    whole = table()
    normal = whole.histograms.copy()
    normal[:, 1] = 0
    found = intervals(replace(whole, histograms=normal))
    assert found['ap'].low is None
    assert found['f1_mean'].low is not None


def test_a_table_comes_back_from_disk(tmp_path):
    whole = table(drives=['a', 'b'] * 6)
    save_table(whole, tmp_path / 'frames.npz')
    again = load_table(tmp_path / 'frames.npz')
    assert again.ids == whole.ids
    assert again.drives == whole.drives
    for name in ('edges', 'histograms', 'component_sums'):
        np.testing.assert_array_equal(getattr(again, name), getattr(whole, name))


def test_a_damaged_table_is_refused(tmp_path):
    path = tmp_path / 'frames.npz'
    path.write_bytes(b'not an archive')
    with pytest.raises(EvaluationError, match='damaged'):
        load_table(path)
