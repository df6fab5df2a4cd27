import numpy as np
import pytest

from vl4ad_ros.errors import EvaluationError
from vl4ad_ros.evaluation.pixel_counts import (
    PixelCounts,
    count_blocks,
    count_pixels,
    merged_runs,
    score_range,
)
from vl4ad_ros.evaluation.pixel_metrics import summarise


def pixels(seed=0, count=20_000):
    random = np.random.default_rng(seed)
    anomalous = random.random(count) < 0.1
    scores = np.clip(random.normal(0.3, 0.3, count) + 0.4 * anomalous, 0, 1)  # ties at both ends
    return scores.astype(np.float32), anomalous


def counted(runs):
    """Return every score with its counts, as one would count them in memory."""
    return {
        float(score): (int(normal), int(anomalous))
        for block in count_blocks(runs)
        for score, normal, anomalous in zip(
            block.scores, block.normal, block.anomalous, strict=True
        )
    }


def test_every_score_is_counted_once_from_the_highest_down(tmp_path):
    scores, anomalous = pixels()
    counts = PixelCounts(tmp_path)
    counts.add(scores, anomalous)
    found = counted(counts.runs)
    assert list(found) == sorted(found, reverse=True)
    values, numbers = np.unique(scores[anomalous], return_counts=True)
    assert {v: n for v, (_, n) in found.items() if n} == dict(zip(values, numbers, strict=True))
    assert count_pixels(counts.runs) == ((~anomalous).sum(), anomalous.sum())
    assert score_range(counts.runs) == (0, 1)


def test_parts_together_are_a_single_pass_to_the_last_bit(tmp_path):
    scores, anomalous = pixels()
    single = PixelCounts(tmp_path / 'single')
    single.add(scores, anomalous)
    parts = []
    for index, chosen in enumerate(
        np.array_split(np.random.default_rng(1).permutation(20_000), 7)
    ):
        parts.append(PixelCounts(tmp_path / str(index)))
        for some in np.array_split(chosen, 3):
            parts[-1].add(scores[some], anomalous[some])
            parts[-1].save()
    merged = summarise(merged_runs(parts[::-1]))
    alone = summarise(single.runs)
    assert merged.metrics == alone.metrics
    np.testing.assert_array_equal(merged.curve.scores, alone.curve.scores)
    np.testing.assert_array_equal(merged.curve.true_positives, alone.curve.true_positives)


def test_a_folder_is_gone_on_with(tmp_path):
    scores, anomalous = pixels()
    first = PixelCounts(tmp_path)
    first.add(scores[:5000], anomalous[:5000])
    first.save()
    again = PixelCounts(tmp_path)
    again.add(scores[5000:], anomalous[5000:])
    assert sum(count_pixels(again.runs)) == 20_000


def test_a_run_that_was_cut_short_is_refused(tmp_path):
    counts = PixelCounts(tmp_path)
    counts.add(*pixels())
    counts.save()
    path = next(tmp_path.glob('*.anomalous.npy'))
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(EvaluationError, match=r'damaged.*evaluate again'):
        PixelCounts(tmp_path)


def test_no_pixels_are_no_blocks(tmp_path):
    assert list(count_blocks(PixelCounts(tmp_path).runs)) == []
