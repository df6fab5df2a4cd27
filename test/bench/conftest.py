import numpy as np
import pytest

from vl4ad_ros.bench.course import Case
from vl4ad_ros.bench.texts import random_text
from vl4ad_ros.structures import AnomalyMaps


class FlatWay:
    """A network that finds nothing, and tells of one part."""

    dim = 8
    parts_s = {'trunk': 0.25}

    def __init__(self):
        self.seen = []

    def infer(self, image, text):
        self.seen.append(image)
        height, width = (side // 4 for side in image.shape[:2])
        return AnomalyMaps(
            np.zeros((height, width), np.float32), np.zeros((height, width), np.int32)
        )


@pytest.fixture
def case():
    return Case('flat', FlatWay(), random_text(8, 4), concepts=4, cameras=2)
