import math

import numpy as np
import pytest

from vl4ad_ros.ensemble import Ensemble
from vl4ad_ros.scoring import (
    anomaly_score,
    class_probabilities,
    group_evidence,
    joined_probabilities,
    votes_against_known,
    winning_group,
)
from vl4ad_ros.structures import GroupEmbeddings


def text(concepts: list[list[list[float]]], known: list[bool], temperature: float = 1.0):
    length = max(len(group) for group in concepts)
    dim = len(concepts[0][0])
    rows = np.zeros((len(concepts), length, dim), np.float32)
    mask = np.zeros((len(concepts), length), bool)
    for index, group in enumerate(concepts):
        for place, concept in enumerate(group):
            rows[index, place], mask[index, place] = concept, True
    names = tuple(str(index) for index in range(len(concepts)))
    texts = tuple((name,) for name in names)
    return GroupEmbeddings(rows, mask, np.array(known), names, temperature, 'digest', texts)


X, Y, MINUS_X = [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]


def test_probability_is_softmax_of_cosine_over_temperature() -> None:
    query = np.array([[3.0, 0.0]], np.float32)  # the length does not count
    found = class_probabilities(query, text([[X], [Y]], [True, True], temperature=0.5))
    share = math.exp(2) / (math.exp(2) + math.exp(0))
    np.testing.assert_allclose(found, [[share, 1 - share]], rtol=1e-6)


def test_best_concept_speaks_for_its_group() -> None:
    query = np.array([X], np.float32)
    alone = class_probabilities(query, text([[X], [Y]], [True, True]))
    helped = class_probabilities(query, text([[MINUS_X, X], [Y]], [True, True]))
    np.testing.assert_allclose(helped, alone, rtol=1e-6)


def test_padding_is_no_concept() -> None:
    query = np.array([[-1.0, 0.0]], np.float32)  # cosine -1 with X: a zero row would win with 0
    found = class_probabilities(query, text([[X], [Y, MINUS_X]], [True, True]))
    share = math.exp(-1) / (math.exp(-1) + math.exp(1))
    np.testing.assert_allclose(found, [[share, 1 - share]], rtol=1e-6)


def test_group_without_concepts_has_probability_zero() -> None:
    groups = text([[X], [Y]], [True, True])
    groups.concept_mask[1] = False
    found = class_probabilities(np.array([Y], np.float32), groups)
    np.testing.assert_array_equal(found, [[1, 0]])


def test_void_is_a_last_column_of_the_softmax() -> None:
    query = np.array([X], np.float32)
    void = np.array([0.0, 7.0], np.float32)
    found = class_probabilities(query, text([[X]], [True]), void)
    share = math.exp(1) / (math.exp(1) + 1)
    np.testing.assert_allclose(found, [[share, 1 - share]], rtol=1e-6)


def by_the_formula(mask_logits, probabilities, known, families) -> np.ndarray:
    """Eq. 3 pixel by pixel, as it is printed, with the evidence of a family added up."""
    queries, height, width = mask_logits.shape
    score = np.zeros((height, width))
    for row in range(height):
        for column in range(width):
            certain = [
                sum(
                    probabilities[i, k] / (1 + math.exp(-mask_logits[i, row, column]))
                    for i in range(queries)
                    for k in range(len(known))
                    if known[k] and families[k] == family
                )
                for family in set(families)
            ]
            u = -max(certain)
            score[row, column] = min(max(1 + u, 0), 1)
    return score


@pytest.mark.parametrize('families', [(0, 1, 2, 3, 4), (0, 1, 0, 0, 1)])
@pytest.mark.parametrize('void', [False, True])
def test_score_follows_equation_3(void: bool, families: tuple[int, ...]) -> None:
    rng = np.random.default_rng(3)
    mask_logits = rng.normal(-2, 2, (6, 3, 4)).astype(np.float32)
    probabilities = rng.dirichlet(np.ones(5), 6).astype(np.float32)
    known = np.array([True, True, False, False] + [True] * (not void))
    of_groups = np.array(families[: known.size], np.int32)
    found = anomaly_score(mask_logits, probabilities, known, of_groups)
    expected = by_the_formula(mask_logits, probabilities, known, of_groups.tolist())
    if len(set(of_groups)) == known.size:
        np.testing.assert_array_equal(found, anomaly_score(mask_logits, probabilities, known))
    assert 0 < expected.mean() < 1
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert found.dtype == np.float32


def test_ood_prompt_takes_certainty_away_but_gives_none() -> None:
    mask_logits = np.full((1, 1, 1), 20, np.float32)
    query = np.array([[1.0, 1.0]], np.float32)
    without = class_probabilities(query, text([[X]], [True]))
    with_prompt = text([[X], [Y]], [True, False])
    prompted = class_probabilities(query, with_prompt)
    assert anomaly_score(mask_logits, without, np.array([True])) == 0
    np.testing.assert_allclose(
        anomaly_score(mask_logits, prompted, with_prompt.known), 0.5, atol=1e-6
    )


def test_nothing_known_is_all_anomaly() -> None:
    probabilities = np.ones((1, 1), np.float32)
    score = anomaly_score(np.ones((1, 2, 2), np.float32), probabilities, np.array([False]))
    np.testing.assert_array_equal(score, np.ones((2, 2)))


def test_void_and_prompts_vote_against_all_that_is_known() -> None:
    rng = np.random.default_rng(5)
    mask_logits = rng.normal(0, 2, (6, 3, 4)).astype(np.float32)
    probabilities = rng.dirichlet(np.ones(4), 6).astype(np.float32)  # known, known, prompt, void
    votes = votes_against_known(mask_logits, probabilities, np.array([True, True, False]))
    masks = 1 / (1 + np.exp(-mask_logits))
    expected = sum(
        mask * (prompt + void)
        for mask, (_, _, prompt, void) in zip(masks, probabilities, strict=True)
    )
    np.testing.assert_allclose(votes, expected, atol=1e-5)
    everything = votes_against_known(mask_logits, probabilities, np.ones(4, bool))
    np.testing.assert_allclose(everything, 0, atol=1e-5)


def test_evidence_of_several_queries_adds_up_beyond_one() -> None:
    evidence = group_evidence(np.full((3, 1, 1), 50, np.float32), np.ones((3, 1), np.float32))
    np.testing.assert_allclose(evidence, [[[3]]])


def test_winner_may_be_a_prompt_but_not_void() -> None:
    mask_logits = np.array([[[9, -9, -9]], [[-9, 9, -9]], [[-9, -9, 9]]], np.float32)
    probabilities = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.2, 0.7]], np.float32)
    label = winning_group(mask_logits, probabilities, groups=2)
    np.testing.assert_array_equal(label, [[0, 1, 1]])
    assert label.dtype == np.int32


def test_joined_classifiers_are_the_geometric_mean_of_fc_clip() -> None:
    rng = np.random.default_rng(0)
    decoder = rng.dirichlet(np.ones(4), 5)  # void last
    clip = rng.dirichlet(np.ones(3), 5)
    words = text([[X], [Y], [MINUS_X]], [True, True, False])  # the groups are called 0, 1 and 2
    found = joined_probabilities(decoder, clip, words, Ensemble(('1',), alpha=0.4, beta=0.8))
    inside = decoder[:, :3] / decoder[:, :3].sum(axis=1, keepdims=True)
    joined = np.where([False, True, False], inside**0.6 * clip**0.4, inside**0.2 * clip**0.8)
    expected = joined / joined.sum(axis=1, keepdims=True) * (1 - decoder[:, 3:])
    np.testing.assert_allclose(found, expected, rtol=1e-6)
