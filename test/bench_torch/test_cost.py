import pytest
import torch

from vl4ad_ros.bench_torch.cost import MatrixPeak, count_gflop
from vl4ad_ros.model.config import ARCHITECTURES


def test_the_cost_of_convnext_large_is_that_of_the_original():
    gflop = count_gflop(ARCHITECTURES['fcclip_convnext_large'], (512, 1024))
    assert gflop['trunk'] == pytest.approx(718, abs=1)
    assert gflop['pixel decoder'] == pytest.approx(143, abs=1)
    assert gflop['mask decoder'] < 111 - 60  # without classes of heads that nobody asks
    assert gflop['total'] == pytest.approx(sum(gflop.values()) - gflop['total'], rel=1e-3)


def test_sides_are_padded_to_the_stride():
    config = ARCHITECTURES['demo']
    assert count_gflop(config, (97, 128)) == count_gflop(config, (128, 128))


def test_a_matrix_product_has_a_rate():
    peak = MatrixPeak(1, 'cpu', torch.float32)
    assert 0.1 < peak.measure() < 1e5
    assert '1024x1024' in peak.title
