import dataclasses

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from vl4ad_ros.explanation.query_values import QueryValues
from vl4ad_ros.opening import Opening
from vl4ad_ros.refinement import refine
from vl4ad_ros.scoring import anomaly_score, class_probabilities
from vl4ad_ros.structures import AnomalyMaps, GroupEmbeddings
from vl4ad_ros.vocabulary.gain import GainMeter, values_without
from vl4ad_ros.votes import Votes


def make_text(vectors, known, families=None):
    names = tuple('abcdef'[: len(vectors)])
    return GroupEmbeddings(
        np.array(vectors, np.float32)[:, None],
        np.ones((len(vectors), 1), bool),
        np.array(known),
        names,
        0.1,
        '',
        tuple((name,) for name in names),
        np.arange(len(vectors)) if families is None else np.array(families),
    )


def as_it_is(maps):
    return maps


def make_values(embeddings, mask_logits, text, void=None):
    probabilities = class_probabilities(embeddings, text, void)
    score = anomaly_score(mask_logits, probabilities, text.known, text.families)
    masks = (1 / (1 + np.exp(-mask_logits))).astype(np.float32)
    maps = AnomalyMaps(score, np.zeros(score.shape, np.int32))
    probabilities = probabilities[:, : len(text.names)]
    return QueryValues(maps, masks, probabilities, np.empty(0), text.families)


@pytest.mark.parametrize('with_void', [False, True])
def test_a_score_without_a_prompt_is_that_of_the_smaller_vocabulary(with_void):
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((5, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    text = make_text(vectors, [True, True, True, False, False], [0, 1, 0, 3, 4])
    smaller = make_text(vectors[[0, 1, 2, 4]], [True, True, True, False], [0, 1, 0, 3])
    embeddings = rng.standard_normal((6, 8)).astype(np.float32)
    void = rng.standard_normal(8).astype(np.float32) if with_void else None
    mask_logits = rng.standard_normal((6, 10, 12)).astype(np.float32) - 2
    values = make_values(embeddings, mask_logits, text, void)
    np.testing.assert_allclose(values.score(text), values.maps.score, atol=1e-5)
    found = values_without(values, 3)
    expected = make_values(embeddings, mask_logits, smaller, void)
    np.testing.assert_allclose(found.score(text), expected.maps.score, atol=1e-4)
    np.testing.assert_allclose(found.votes(text), expected.votes(smaller), atol=1e-4)


def test_a_helpful_prompt_gains_and_one_like_a_known_thing_costs():
    # Known: a. Prompts: b, which the object resembles, and c, which is nearly the known thing.
    text = make_text([[1, 0, 0], [0.6, 0.8, 0], [0.99, 0, 0.141]], [True, False, False])
    embeddings = np.array([[1, 0, 0], [0.7, 0.7, 0]], np.float32)
    mask_logits = np.full((2, 20, 20), -9, np.float32)
    mask_logits[0, :, :10] = mask_logits[1, :, 10:] = 9
    values = make_values(embeddings, mask_logits, text)
    anomalous = np.zeros((20, 20), bool)
    anomalous[:, 10:] = True
    meter = GainMeter(text, 0.4, as_it_is)
    meter.add(values, anomalous, np.ones_like(anomalous))
    gains = {gain.prompt: gain for gain in meter.gains()}
    assert gains['c'].cost > 0.9
    assert gains['b'].cost == 0
    assert gains['b'].gain >= 0 >= gains['c'].gain
    assert meter.anomalous_pixels == 200


def test_average_precision_is_that_of_the_field_up_to_the_bins():
    rng = np.random.default_rng(1)
    text = make_text(np.eye(3), [True, True, False])
    embeddings = rng.standard_normal((8, 3)).astype(np.float32)
    mask_logits = rng.standard_normal((8, 40, 40)).astype(np.float32) * 2 - 2
    values = make_values(embeddings, mask_logits, text)
    anomalous = rng.random((40, 40)) < values.maps.score
    judged = rng.random((40, 40)) < 0.8
    meter = GainMeter(text, 0.5, as_it_is)
    meter.add(values, anomalous, judged)
    (gain,) = meter.gains()
    exact = average_precision_score(anomalous[judged], values.maps.score[judged])
    assert gain.ap_with == pytest.approx(exact, abs=0.01)
    assert dataclasses.asdict(gain)['prompt'] == 'c'


def test_scores_are_those_of_the_engine_weighed_and_opened():
    rng = np.random.default_rng(2)
    text = make_text(np.eye(3), [True, True, False])
    mask_logits = rng.standard_normal((8, 40, 40)).astype(np.float32) * 2 - 2
    values = make_values(rng.standard_normal((8, 3)).astype(np.float32), mask_logits, text)
    anomalous = rng.random((40, 40)) < 0.3
    votes, opening = Votes(1.0, 3.0), Opening()
    meter = GainMeter(text, 0.5, lambda maps: refine(maps, votes, opening))
    meter.add(values, anomalous, np.ones_like(anomalous))
    (gain,) = meter.gains()
    for said, ap in ((values, gain.ap_with), (values_without(values, 2), gain.ap_without)):
        score = votes.score(
            opening(votes.product(said.score(text), said.votes(text))),
            Opening(votes.wide)(said.score(text)),
        )
        exact = average_precision_score(anomalous.ravel(), score.ravel())
        assert ap == pytest.approx(exact, abs=0.01)
        assert ap != pytest.approx(
            average_precision_score(anomalous.ravel(), said.score(text).ravel()), abs=1e-4
        )
