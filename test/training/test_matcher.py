import math
from itertools import permutations

import pytest
import torch

from vl4ad_ros.errors import TrainingError
from vl4ad_ros.training.matcher import match, matching_costs
from vl4ad_ros.training.settings import LossSettings


def slow_cost(class_logits, mask_logits, labels, weights, group, settings):
    """Compute what a query would pay for a class, point by point."""
    exponentials = [math.exp(logit) for logit in class_logits]
    probability = exponentials[group] / sum(exponentials)
    cross, overlap, predicted, real, counted = 0.0, 0.0, 0.0, 0.0, 0.0
    for logit, label, weight in zip(mask_logits, labels, weights, strict=True):
        share = 1 / (1 + math.exp(-logit))
        inside = label == group
        cross -= weight * math.log(share if inside else 1 - share)
        overlap += weight * share * inside
        predicted += weight * share
        real += weight * inside
        counted += weight
    dice = 1 - (2 * overlap + 1) / (predicted + real + 1)
    return (
        -settings.class_weight * probability
        + settings.mask_weight * cross / max(counted, 1)
        + settings.dice_weight * dice
    )


@pytest.mark.parametrize('void', [0, 1])
def test_costs_are_those_of_a_slow_loop(void):
    torch.manual_seed(0)
    settings = LossSettings(class_weight=1.5, mask_weight=3, dice_weight=4)
    class_logits = torch.randn(2, 3, 4 + void)
    mask_logits = 3 * torch.randn(2, 3, 20)
    labels = torch.randint(0, 5, (2, 20))  # 4 is no class: outside of all
    weights = (torch.rand(2, 20) < 0.7).float()
    weights[1] = 0  # nothing that counts
    costs = matching_costs(class_logits, mask_logits, labels, weights, 4, settings)
    assert costs.shape == (2, 3, 4)
    for b in range(2):
        for n in range(3):
            for k in range(4):
                arrays = (class_logits[b, n], mask_logits[b, n], labels[b], weights[b])
                expected = slow_cost(*(array.tolist() for array in arrays), k, settings)
                assert costs[b, n, k] == pytest.approx(expected, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize(
    ('queries', 'shown'),
    [(5, [0, 2, 3]), (5, [1]), (5, []), (2, [0, 1, 3])],
    ids=['three', 'one', 'none', 'more than queries'],
)
def test_the_matching_is_the_cheapest_of_all(queries, shown):
    torch.manual_seed(1)
    costs = torch.randn(2, queries, 4)
    present = torch.zeros(2, 4, dtype=torch.bool)
    present[0, shown] = True
    present[1] = True
    matches = match(costs, present)
    first = matches.picture == 0
    pairs = list(zip(matches.query[first].tolist(), matches.group[first].tolist(), strict=True))
    count = min(queries, len(shown))
    assert len({query for query, _ in pairs}) == len({group for _, group in pairs}) == count
    assert {group for _, group in pairs} <= set(shown)
    cheapest = min(
        sum(float(costs[0, query, group]) for query, group in zip(chosen, groups, strict=True))
        for chosen in permutations(range(queries), count)
        for groups in permutations(shown, count)
    )
    assert sum(float(costs[0, q, k]) for q, k in pairs) == pytest.approx(cheapest, abs=1e-6)


def test_what_is_not_finite_is_refused_with_a_remedy():
    costs = torch.zeros(1, 2, 2)
    costs[0, 1, 1] = torch.nan
    with pytest.raises(TrainingError, match=r'lower optimiser\.learning_rate'):
        match(costs, torch.ones(1, 2, dtype=torch.bool))
