import math

import pytest
import torch

from vl4ad_ros.model.position_encoding import sine_position_encoding


def test_y_comes_first_and_sine_before_cosine():
    encoding = sine_position_encoding(torch.empty(1, 5, 4, 8), 8)
    assert encoding.shape == (1, 8, 4, 8)
    for row, column in ((0, 0), (3, 2), (1, 7)):
        y, x = 2 * math.pi * (row + 1) / 4, 2 * math.pi * (column + 1) / 8
        expected = [
            math.sin(y), math.cos(y), math.sin(y / 100), math.cos(y / 100),
            math.sin(x), math.cos(x), math.sin(x / 100), math.cos(x / 100),
        ]  # fmt: skip
        assert encoding[0, :, row, column].tolist() == pytest.approx(expected, abs=1e-5)
