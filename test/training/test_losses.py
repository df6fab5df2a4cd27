import math
from dataclasses import replace
from itertools import permutations

import pytest
import torch

from vl4ad_ros.training.losses import LayerOutput, Target, find_present, layer_losses
from vl4ad_ros.training.pictures import BEYOND, IGNORED
from vl4ad_ros.training.points import random_points, sample_labels, sample_masks, uncertain_points
from vl4ad_ros.training.settings import LossSettings

SETTINGS = LossSettings(points=40)
CLASSES, QUERIES = 3, 4


def example(void, seed=0):
    torch.manual_seed(seed)
    labels = torch.randint(0, 2, (2, 32, 32))
    labels[0, :8] = 2
    labels[:, 20:24] = IGNORED
    labels[:, 28:] = BEYOND
    target = Target(labels, find_present(labels, CLASSES), torch.tensor(2.5))
    output = LayerOutput(
        torch.randn(2, QUERIES, CLASSES + void), 2 * torch.randn(2, QUERIES, 8, 8)
    )
    return output, target


def slow_losses(output, target, void, settings):
    """Compute the losses query by query and point by point, at the points that are drawn."""
    generator = torch.Generator().manual_seed(7)
    points = random_points(2, settings.points, generator)
    point_labels = sample_labels(target.labels, torch.arange(2), points)
    logits = sample_masks(output.mask_logits, points)
    pairs = []
    for b in range(2):
        groups = torch.nonzero(target.present[b])[:, 0].tolist()
        costs = {
            (n, k): settings.class_weight * -output.class_logits[b, n].softmax(-1)[k].item()
            + settings.mask_weight * slow_cross(logits[b, n], point_labels[b], k, settings)
            + settings.dice_weight * slow_dice(logits[b, n], point_labels[b], k, settings)
            for n in range(QUERIES)
            for k in groups
        }
        best = min(
            permutations(range(QUERIES), len(groups)),
            key=lambda chosen, groups=groups, costs=costs: sum(
                costs[pair] for pair in zip(chosen, groups, strict=True)
            ),
        )
        pairs += sorted((b, n, k) for n, k in zip(best, groups, strict=True))
    pictures, queries, groups = (torch.tensor(column) for column in zip(*pairs, strict=True))
    masks = output.mask_logits[pictures, queries]
    points = uncertain_points(
        masks, settings.points, settings.oversampling, settings.importance, generator
    )
    point_labels = sample_labels(target.labels, pictures, points)
    logits = sample_masks(masks[:, None], points)[:, 0]
    rows = list(zip(logits, point_labels, groups.tolist(), strict=True))
    mask_loss = sum(slow_cross(*row, settings) for row in rows)
    dice_loss = sum(slow_dice(*row, settings) for row in rows)
    class_loss = slow_class_loss(output, pairs, void, settings)
    weight = settings.empty_mask_weight if void else settings.no_object_weight
    mask_loss += weight * slow_emptiness(output, target, pairs, settings)
    return (
        settings.class_weight * class_loss,
        settings.mask_weight * mask_loss / 2.5,
        settings.dice_weight * dice_loss / 2.5,
    )


def counts(label, settings):
    return label != BEYOND and (label != IGNORED or settings.ignored_pixels == 'outside')


def slow_cross(logits, labels, group, settings):
    terms = [
        math.log(1 + math.exp(-logit if label == group else logit))
        for logit, label in zip(logits.tolist(), labels.tolist(), strict=True)
        if counts(label, settings)
    ]
    return sum(terms) / max(len(terms), 1)


def slow_dice(logits, labels, group, settings):
    points = [
        (1 / (1 + math.exp(-logit)), label == group)
        for logit, label in zip(logits.tolist(), labels.tolist(), strict=True)
        if counts(label, settings)
    ]
    overlap = sum(share * inside for share, inside in points)
    area = sum(share + inside for share, inside in points)
    return 1 - (2 * overlap + 1) / (area + 1)


def slow_class_loss(output, pairs, void, settings):
    wanted = {(b, n): k for b, n, k in pairs}
    total, weights = 0.0, 0.0
    for b in range(2):
        for n in range(QUERIES):
            if (b, n) not in wanted and not void:
                continue
            weight = 1.0 if (b, n) in wanted else settings.no_object_weight
            logits = output.class_logits[b, n]
            total -= weight * logits.log_softmax(-1)[wanted.get((b, n), CLASSES)].item()
            weights += weight
    return total / weights


def slow_emptiness(output, target, pairs, settings):
    total = 0.0
    for b in range(2):
        for n in range(QUERIES):
            if (b, n) in {(picture, query) for picture, query, _ in pairs}:
                continue
            terms = [
                math.log(1 + math.exp(output.mask_logits[b, n, y, x].item()))
                for y in range(8)
                for x in range(8)
                if counts(target.labels[b, 4 * y + 2, 4 * x + 2].item(), settings)
            ]
            total += sum(terms) / len(terms)
    return total


@pytest.mark.parametrize('void', [False, True])
@pytest.mark.parametrize('ignored', ['skip', 'outside'])
@pytest.mark.parametrize('empty', [0.0, 0.3])
def test_losses_are_those_of_slow_loops(void, ignored, empty):
    settings = replace(SETTINGS, ignored_pixels=ignored, empty_mask_weight=empty)
    output, target = example(void)
    generator = torch.Generator().manual_seed(7)
    losses = layer_losses(output, target, void, settings, generator)
    assert losses.tolist() == pytest.approx(slow_losses(output, target, void, settings), rel=1e-4)


def test_present_classes_are_counted_per_picture():
    _, target = example(void=False)
    assert target.present.tolist() == [[True, True, True], [True, True, False]]


def perfect(target, void):
    """Queries 0 to 2 have the classes and masks of the label, query 3 has nothing."""
    classes = torch.full((2, QUERIES, CLASSES + void), -20.0)
    masks = torch.full((2, QUERIES, 8, 8), -20.0)
    small = target.labels[:, 2::4, 2::4]
    for k in range(CLASSES):
        classes[:, k, k] = 20.0
        masks[:, k] = torch.where(small == k, 20.0, -20.0)
    if void:
        classes[:, 3, CLASSES] = 20.0
        classes[1, 2] = classes[1, 3]  # the second picture lacks class 2
    return LayerOutput(classes, masks)


@pytest.mark.parametrize('void', [False, True])
def test_a_perfect_layer_costs_almost_nothing(void):
    labels = torch.zeros(2, 32, 32, dtype=torch.int64)
    labels[:, 16:] = 1
    labels[0, :8, :16] = 2
    target = Target(labels, find_present(labels, CLASSES), torch.tensor(5.0))
    settings = replace(SETTINGS, importance=0.0)  # on borders the coarse masks cannot be right
    generator = torch.Generator().manual_seed(7)
    losses = layer_losses(perfect(target, void), target, void, settings, generator)
    assert losses[0] < 1e-6
    assert losses[1] < 3.0
    assert losses[2] < 0.7


def test_without_void_a_query_that_shows_nothing_must_be_empty():
    output, target = example(void=False)
    labels = torch.zeros_like(target.labels)  # one class: one match, three queries without
    target = Target(labels, find_present(labels, CLASSES), torch.tensor(2.0))
    full = output._replace(mask_logits=torch.full_like(output.mask_logits, 5.0).requires_grad_())
    losses = layer_losses(full, target, False, SETTINGS, torch.Generator().manual_seed(7))
    losses.sum().backward()
    pushed = full.mask_logits.grad.sum((-1, -2))  # above zero: the mask is to shrink
    assert (pushed > 0).sum(1).tolist() == [3, 3]


def test_pictures_without_any_class_cost_nothing_that_is_not_finite():
    output, target = example(void=False)
    labels = torch.full_like(target.labels, IGNORED)
    target = Target(labels, find_present(labels, CLASSES), torch.tensor(1.0))
    losses = layer_losses(output, target, False, SETTINGS, torch.Generator().manual_seed(7))
    assert losses.tolist() == [0.0, 0.0, 0.0]
