import numpy as np
import pytest

from vl4ad_ros import baselines
from vl4ad_ros.vocabulary.vocabulary import ConceptClass, SuperClass, Vocabulary


def evidence(*values):
    """Evidence of K groups at one pixel."""
    return np.array(values, np.float32).reshape(len(values), 1, 1)


SURE, UNSURE, NOTHING = evidence(1, 0, 0), evidence(0.4, 0.4, 0.4), evidence(0, 0, 0)


@pytest.mark.parametrize('name', baselines.BASELINES)
def test_a_pixel_that_one_class_claims_is_the_least_anomalous(name):
    score = baselines.BASELINES[name]
    assert score(SURE).item() < score(NOTHING).item()
    assert np.isfinite(score(NOTHING)).all()


@pytest.mark.parametrize(
    ('name', 'expected'),
    [
        ('MSP', 1 - 0.6 / 0.8),
        ('max logit', -0.6),
        ('entropy', -(0.75 * np.log(0.75) + 0.25 * np.log(0.25)) / np.log(2)),
        ('RbA', -(np.tanh(0.6) + np.tanh(0.2))),
    ],
)
def test_values_by_hand(name, expected):
    assert baselines.BASELINES[name](evidence(0.6, 0.2)).item() == pytest.approx(expected)


def test_classes_that_share_a_pixel_are_no_anomaly_for_rba_but_for_msp():
    assert baselines.rejected_by_all(UNSURE) < baselines.rejected_by_all(SURE)
    assert baselines.max_softmax(UNSURE) > baselines.max_softmax(SURE)


def test_all_scores_of_one_image_come_from_the_same_masks():
    random = np.random.default_rng(0)
    masks = random.normal(size=(6, 5, 7)).astype(np.float32)
    logits = random.normal(size=(6, 5))  # three known groups, an OOD prompt, void
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    known = np.array([True, True, True, False])
    scores = baselines.baseline_scores(masks, probabilities.astype(np.float32), known)
    assert list(scores) == ['VL4AD', 'MSP', 'max logit', 'entropy', 'RbA']
    assert {score.shape for score in scores.values()} == {(5, 7)}
    # VL4AD's score is the negated max logit, moved and clipped.
    np.testing.assert_allclose(scores['VL4AD'], np.clip(1 + scores['max logit'], 0, 1), atol=1e-6)


WHOLE = Vocabulary(
    'street',
    classes=(
        ConceptClass('car', ('car', 'sedan')),
        ConceptClass('truck', ('truck',)),
        ConceptClass('road', ('road', 'lane')),
    ),
    super_classes=(SuperClass('vehicle', ('car', 'truck')),),
    ood_prompts=(ConceptClass('caravan', ('caravan', 'camper')),),
    templates=('a {}',),
)


def test_each_part_is_left_out_by_itself():
    parts = baselines.without_parts(WHOLE)
    groups = {name: [group.name for group in other.groups] for name, other in parts.items()}
    assert groups == {
        'without concept ensembling': ['vehicle', 'road', 'caravan'],
        'without class merging': ['car', 'truck', 'road', 'caravan'],
        'without OOD prompts': ['vehicle', 'road'],
        'without all three': ['car', 'truck', 'road'],
    }
    assert parts['without concept ensembling'].groups[0].concepts == ('car', 'truck')
    assert parts['without class merging'].groups[0].concepts == ('car', 'sedan')


def test_a_part_that_is_not_there_cannot_be_left_out():
    bare = baselines.without_parts(WHOLE)['without all three']
    assert baselines.without_parts(bare) == {}
