import pytest
import torch

from vl4ad_ros.training.learner import draw_concepts

CONCEPTS = torch.tensor([[1, 1, 1, 0], [1, 0, 0, 0]], dtype=torch.bool)


def draw(dropout, seed):
    return draw_concepts(CONCEPTS, dropout, torch.Generator().manual_seed(seed))


def test_without_dropout_all_concepts_have_a_part():
    assert draw(0.0, 0).equal(CONCEPTS)


@pytest.mark.parametrize('dropout', [0.3, 1.0])
def test_each_class_keeps_a_concept_of_its_own(dropout):
    drawn = torch.stack([draw(dropout, seed) for seed in range(400)])
    assert not (drawn & ~CONCEPTS).any()
    assert drawn.any(-1).all()
    assert drawn[:, 1, 0].all()
    shares = drawn[:, 0, :3].float().mean(0)
    wanted = 1 - dropout + dropout**3 / 3  # where all three would go, one of them stays
    assert (shares - wanted).abs().max() < 0.08


def test_the_same_seed_draws_the_same():
    assert draw(0.5, 4).equal(draw(0.5, 4))
    assert not all(draw(0.5, 4).equal(draw(0.5, seed)) for seed in range(5, 15))
