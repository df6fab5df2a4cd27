import numpy as np

from vl4ad_ros.evaluation.score_keys import keys_of_scores, scores_of_keys

SCORES = np.array(
    [
        -3.4e38,
        -1.5,
        -1e-38,
        -1e-45,
        0,
        1e-45,
        1e-38,
        0.1,
        np.nextafter(np.float32(0.1), np.float32(1)),
        1,
        3.4e38,
    ],
    np.float32,
)


def test_keys_are_in_the_order_of_the_scores():
    keys = keys_of_scores(SCORES)
    assert (np.diff(keys.astype(np.int64)) > 0).all()


def test_scores_come_back():
    np.testing.assert_array_equal(scores_of_keys(keys_of_scores(SCORES)), SCORES)


def test_both_zeros_are_one_score():
    negative, positive = keys_of_scores(np.array([-0.0, 0.0], np.float32))
    assert negative == positive
