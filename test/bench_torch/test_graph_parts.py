import numpy as np
import pytest

from vl4ad_ros.bench.texts import random_text
from vl4ad_ros.bench_torch.graph_parts import PARTS, profile_graph
from vl4ad_ros.bundle import IMAGE_GRAPH

from ..conftest import UNTRAINED_BUNDLE


@pytest.fixture(scope='module')
def profiled():
    text = random_text(64, 20)
    feed = {
        'image': np.zeros((1, 360, 640, 3), np.uint8),
        'concepts': text.concepts,
        'concept_mask': text.concept_mask,
        'known': text.known,
        'temperature': np.array(0.07, np.float32),
    }
    return profile_graph(UNTRAINED_BUNDLE / IMAGE_GRAPH, feed, 'cpu', 1, 1)


def test_every_part_takes_its_time(profiled):
    by_part, _ = profiled
    assert set(by_part) == set(PARTS)
    assert all(seconds > 0 for seconds in by_part.values())
    # A network of convolutions: what comes before and after it is small.
    assert by_part['preparation'] + by_part['scoring'] < 0.5 * sum(by_part.values())


def test_operators_and_parts_sum_up_to_the_same(profiled):
    by_part, by_operator = profiled
    assert sum(by_part.values()) == pytest.approx(sum(by_operator.values()))
    assert {'Conv', 'GridSample', 'LayerNormalization'} <= by_operator.keys()


def test_what_is_slower_on_the_cpu_is_not_fused(profiled):
    _, by_operator = profiled
    assert 'SkipLayerNormalization' not in by_operator
