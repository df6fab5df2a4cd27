import numpy as np
import pytest
import torch

from vl4ad_ros.baselines import BASELINES
from vl4ad_ros.export import scoring_module
from vl4ad_ros.export.baseline_module import baseline_maps
from vl4ad_ros.scoring import (
    anomaly_score,
    group_evidence,
    strongest_query,
    votes_against_known,
    winning_group,
)

KNOWN = [
    np.array([True]),
    np.array([True, True, False, True, False]),
    np.array([False, False, False]),
]


def random_case(known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(known.size)
    mask_logits = rng.normal(-2, 3, (2, 7, 6, 5)).astype(np.float32)
    mask_logits[:, :, 0, 0] = -200  # a pixel that nothing claims
    probabilities = rng.dirichlet(np.ones(known.size), (2, 7)).astype(np.float32)
    return mask_logits, probabilities


@pytest.mark.parametrize('with_families', [False, True])
@pytest.mark.parametrize('known', KNOWN)
@pytest.mark.filterwarnings('ignore:overflow')
def test_torch_says_what_numpy_says(known: np.ndarray, with_families: bool) -> None:
    mask_logits, probabilities = random_case(known)
    evidence = scoring_module.group_evidence(
        torch.from_numpy(mask_logits), torch.from_numpy(probabilities)
    )
    families = np.arange(known.size, dtype=np.int32) // 2 if with_families else None
    given = None if families is None else torch.from_numpy(families)
    score = scoring_module.anomaly_score(evidence, torch.from_numpy(known), given)
    label = scoring_module.winning_group(evidence)
    assert (score.dtype, label.dtype) == (torch.float32, torch.int32)
    for image in range(2):
        expected = anomaly_score(mask_logits[image], probabilities[image], known, families)
        np.testing.assert_allclose(score[image], expected, atol=1e-5)
        winner = winning_group(mask_logits[image], probabilities[image], known.size)
        np.testing.assert_array_equal(label[image], winner)


@pytest.mark.filterwarnings('ignore:overflow')
def test_the_strongest_query_is_that_of_numpy() -> None:
    mask_logits, probabilities = random_case(KNOWN[1])
    query = scoring_module.strongest_query(
        torch.from_numpy(mask_logits), torch.from_numpy(probabilities)
    )
    assert query.dtype == torch.int32
    assert len(query.unique()) > 3
    for image in range(2):
        expected = strongest_query(mask_logits[image], probabilities[image], 5)
        np.testing.assert_array_equal(query[image], expected)


@pytest.mark.parametrize('known', KNOWN)
@pytest.mark.filterwarnings('ignore:overflow')
def test_votes_are_those_of_numpy(known: np.ndarray) -> None:
    mask_logits, probabilities = random_case(known)
    votes = scoring_module.votes_against_known(
        torch.from_numpy(mask_logits), torch.from_numpy(probabilities), torch.from_numpy(known)
    )
    assert votes.dtype == torch.float32
    for image in range(2):
        expected = votes_against_known(mask_logits[image], probabilities[image], known)
        np.testing.assert_allclose(votes[image], expected, atol=1e-5)


def test_a_query_that_is_sure_of_a_name_is_stronger_than_one_that_is_void() -> None:
    masks = np.array([3.0, 1.0], np.float32)[:, None, None]  # the first covers the pixel better
    probabilities = np.array([[0.1, 0.1, 0.8], [0.1, 0.7, 0.2]], np.float32)  # but is void
    assert strongest_query(masks, probabilities, 2).item() == 1
    probabilities[0] = [0.8, 0.1, 0.1]
    assert strongest_query(masks, probabilities, 2).item() == 0


@pytest.mark.parametrize('known', KNOWN[:2])
@pytest.mark.parametrize('name', BASELINES)
@pytest.mark.filterwarnings('ignore:overflow')
def test_baseline_is_that_of_numpy(name: str, known: np.ndarray) -> None:
    mask_logits, probabilities = random_case(known)
    evidence = scoring_module.group_evidence(
        torch.from_numpy(mask_logits), torch.from_numpy(probabilities)
    )
    maps = baseline_maps(evidence, torch.from_numpy(known), (name, 'MSP'))
    assert maps.shape == (2, 2, 6, 5)
    for image in range(2):
        expected = BASELINES[name](group_evidence(mask_logits[image], probabilities[image])[known])
        np.testing.assert_allclose(maps[image, 0], expected, atol=1e-5)
        assert np.isfinite(expected).all()


def test_every_baseline_can_be_exported() -> None:
    known = torch.ones(3, dtype=torch.bool)
    maps = baseline_maps(torch.rand(1, 3, 2, 2), known, tuple(BASELINES))
    assert maps.isfinite().all()
