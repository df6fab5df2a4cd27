import numpy as np
import pytest

from vl4ad_ros.hazards.names import group_pixels_of, name_of

NAMES = ('road', 'vehicle', 'tyre', 'sofa')
KNOWN = np.array([True, True, False, False])


@pytest.mark.parametrize(
    ('evidence', 'name', 'score', 'resembles'),
    [
        ([0, 0, 3, 1], 'tyre', 0.75, ''),
        ([1, 0, 1, 2], 'sofa', 0.5, 'road'),
        ([0, 3, 1, 0], 'unknown', 0.75, 'vehicle'),  # it resembles what is known: no name
        ([0, 2, 1, 0], 'unknown', 2 / 3, 'vehicle'),
        ([0, 0, 0, 0], 'unknown', 0, ''),
    ],
)
def test_a_hazard_is_named_by_the_group_with_most_evidence(evidence, name, score, resembles):
    found = name_of(np.array(evidence, float), NAMES, KNOWN)
    assert found == (name, pytest.approx(score), resembles)


def test_evidence_is_counted_in_pixels():
    labels = np.array([2, 2, 0, 3, 2], np.int32)
    np.testing.assert_array_equal(group_pixels_of(labels, 4), [1, 0, 3, 1])


def test_added_evidence_outlasts_a_frame_that_says_otherwise():
    frames = [[0, 0, 9, 2], [0, 0, 8, 1], [0, 0, 2, 9]]
    total = np.sum(frames, 0).astype(float)
    assert name_of(total, NAMES, KNOWN).name == 'tyre'
