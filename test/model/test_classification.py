import math

import pytest
import torch
from torch.nn import functional

from vl4ad_ros.model.classification import (
    average_templates,
    class_logits,
    ensemble_probabilities,
    group_concepts,
    group_cosines,
    softmax_temperature,
)

ROWS = functional.normalize(torch.randn(6, 5, generator=torch.Generator().manual_seed(0)), dim=-1)


def test_the_best_concept_speaks_for_its_group():
    embeddings = torch.randn(2, 3, 5)
    concepts, mask = group_concepts(ROWS, [3, 1, 2])
    assert concepts.shape == (3, 3, 5)
    assert mask.tolist() == [[True] * 3, [True, False, False], [True, True, False]]
    cosines = functional.normalize(embeddings, dim=-1) @ ROWS.T
    expected = torch.stack([part.amax(-1) for part in cosines.split([3, 1, 2], dim=-1)], dim=-1)
    torch.testing.assert_close(group_cosines(embeddings, concepts, mask), expected)


def test_padding_wins_nothing():
    concepts, mask = group_concepts(ROWS, [5, 1])
    against = -ROWS[5:].repeat(1, 1, 1)  # its cosine is -1, that of the padding 0
    assert group_cosines(against, concepts, mask)[0, 0, 1].item() == pytest.approx(-1)


def test_void_is_one_more_column():
    embeddings = torch.randn(1, 4, 5)
    concepts, mask = group_concepts(ROWS, [4, 2])
    temperature = torch.tensor(0.1)
    without = class_logits(embeddings, concepts, mask, temperature, None)
    void = 7 * torch.randn(5)
    with_void = class_logits(embeddings, concepts, mask, temperature, void)
    torch.testing.assert_close(with_void[..., :2], without)
    expected = functional.cosine_similarity(embeddings, void[None, None], dim=-1) / 0.1
    torch.testing.assert_close(with_void[..., 2], expected)


def test_temperature_has_a_floor():
    assert softmax_temperature(torch.tensor(math.log(20))).item() == pytest.approx(0.05)
    assert softmax_temperature(torch.tensor(9.0)).item() == pytest.approx(0.01)


def test_templates_are_averaged_at_unit_length():
    features = torch.tensor([[3.0, 0], [0, 4], [5, 0], [5, 0]])
    half = math.sqrt(0.5)
    expected = torch.tensor([[half, half], [1, 0]])
    torch.testing.assert_close(average_templates(features, 2), expected)


def test_ensemble_is_the_geometric_mean_of_fc_clip():
    decoder_logits, clip_logits = torch.randn(2, 1, 4, 3)
    inside, outside = decoder_logits.softmax(-1), clip_logits.softmax(-1)
    trained, new = inside**0.6 * outside**0.4, inside**0.2 * outside**0.8
    seen, void = torch.tensor([True, False, True]), torch.rand(1, 4, 1)
    expected = torch.where(seen, trained, new).log().softmax(-1) * (1 - void)
    ours = ensemble_probabilities(decoder_logits, clip_logits, void, seen)
    torch.testing.assert_close(ours, expected)


def test_ensemble_without_a_share_in_seen_groups_leaves_equation_1_where_none_is_new():
    logits, clip_logits, void = torch.randn(1, 4, 4), torch.randn(1, 4, 3), 3
    probabilities = logits.softmax(-1)
    ours = ensemble_probabilities(
        logits[..., :void],
        clip_logits,
        probabilities[..., void:],
        torch.tensor([True, True, True]),
        alpha=0.0,
    )
    torch.testing.assert_close(ours, probabilities[..., :void])


def test_ensemble_of_sure_classifiers_is_finite():
    decoder_logits, clip_logits = torch.tensor([[[200.0, 0]]]), torch.tensor([[[0, 200.0]]])
    ours = ensemble_probabilities(decoder_logits, clip_logits, 0, torch.tensor([True, False]))
    assert ours.isfinite().all()
