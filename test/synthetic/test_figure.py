import numpy as np
import pytest

from vl4ad_ros.synthetic.mesh_builder import MeshBuilder
from vl4ad_ros.synthetic.objects.figure import _middle, add_figure, random_dress, walking
from vl4ad_ros.synthetic.seeds import generator


@pytest.mark.parametrize('seed', range(5))
def test_somebody_on_foot_is_as_tall_as_people_are(seed):
    rng = generator(seed, 'figure')
    builder = MeshBuilder()
    add_figure(builder, walking(rng), random_dress(rng))
    points = builder.build().vertices
    assert points[:, 2].min() == pytest.approx(0.0, abs=0.03)
    assert 1.6 < points[:, 2].max() < 1.9


def test_knees_keep_the_bones_lengths_and_bend_as_told():
    knee = _middle(np.array([0.0, 0.0, 0.9]), (0.0, 0.1, 0.2), 0.43, 0.42, (0, 1, 0))
    assert np.linalg.norm(knee - (0, 0, 0.9)) == pytest.approx(0.43)
    assert np.linalg.norm(knee - (0, 0.1, 0.2)) == pytest.approx(0.42)
    assert knee[1] > 0.05
