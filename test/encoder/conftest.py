import numpy as np
import pytest
import torch

from vl4ad_ros.encoder.alignment import EntryVectors, unit
from vl4ad_ros.encoder.figures import Material, Sizes

torch.set_num_threads(1)  # more of them cost time on networks this small

CLASSES, OTHERS, WIDTH, LAST = 120, 60, 12, 20


def make_material(noise=0.1, seed=0):
    """A world in which pictures follow from meaning, and names and explanations tell of it."""
    rng = np.random.default_rng(seed)
    meaning = rng.standard_normal((CLASSES + OTHERS, 6)).astype(np.float32)
    to_text, to_name = rng.standard_normal((2, 6, WIDTH)).astype(np.float32)
    to_row = rng.standard_normal((6, LAST)).astype(np.float32)

    def seen_through(matrix):
        shape = (CLASSES + OTHERS, matrix.shape[1])
        return meaning @ matrix + noise * rng.standard_normal(shape).astype(np.float32)

    names, explanations = unit(seen_through(to_name)), unit(seen_through(to_text))
    return Material(
        rows=seen_through(to_row)[:CLASSES],
        vectors=EntryVectors(names, explanations),
        sentences=names[:CLASSES],
        allowed=np.arange(CLASSES + OTHERS),
        sizes=Sizes(embed_dim=6, key_dim=8, entries=CLASSES + OTHERS),
    )


@pytest.fixture(scope='session')
def material():
    return make_material()
