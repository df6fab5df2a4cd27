import numpy as np
import pytest

from vl4ad_ros.bench.texts import GROUPS, random_text


@pytest.mark.parametrize('concepts', [1, 2, 20, 21, 60, 1000])
def test_so_many_concepts_and_no_empty_group(concepts):
    text = random_text(8, concepts)
    assert text.concept_mask.sum() == concepts
    assert text.concept_mask.any(axis=1).all()
    assert len(text.names) == min(GROUPS, concepts)
    assert text.known[0]


def test_concepts_have_unit_length_and_padding_none():
    text = random_text(8, 21)
    lengths = np.linalg.norm(text.concepts, axis=2)
    np.testing.assert_allclose(lengths[text.concept_mask], 1, rtol=1e-6)
    assert (lengths[~text.concept_mask] == 0).all()
