import math

import numpy as np
import pytest

from vl4ad_ros.synthetic.centreline import Centreline

WINDING = Centreline(30.0, 0.004, sway_m=3.0, sway_length_m=90.0, hill_m=4.0, hill_length_m=160.0)
STEP_M = 1e-4


@pytest.mark.parametrize('along', [0.0, 17.0, 30.0, 75.0, 140.0])
def test_heading_and_slope_are_those_of_the_line(along):
    before, after = WINDING.point(along - STEP_M, 0.0), WINDING.point(along + STEP_M, 0.0)
    x, y, z = np.subtract(after, before)
    assert WINDING.heading_rad(along) == pytest.approx(-math.atan2(x, y), abs=1e-4)
    assert WINDING.slope_rad(along) == pytest.approx(math.atan2(z, y), abs=1e-4)


def test_offsets_are_at_right_angles_to_the_line():
    middle, right = np.array(WINDING.point(60.0, 0.0)), np.array(WINDING.point(60.0, 2.0))
    yaw = WINDING.heading_rad(60.0)
    assert np.linalg.norm(right - middle) == pytest.approx(2.0)
    assert np.dot(right - middle, (-math.sin(yaw), math.cos(yaw), 0)) == pytest.approx(0.0)
