import numpy as np
import pytest
import torch

from vl4ad_ros.export.scoring_module import score_maps
from vl4ad_ros.scoring import anomaly_score, class_probabilities, winning_group
from vl4ad_ros.structures import GroupEmbeddings


def random_text(rng, groups: int, length: int, known: float) -> GroupEmbeddings:
    concepts = rng.standard_normal((groups, length, 8), dtype=np.float32)
    concepts /= np.linalg.norm(concepts, axis=2, keepdims=True)
    mask = rng.random((groups, length)) < 0.7
    mask[:, 0] = True
    if groups > 3:
        mask[2] = False  # a group of padding alone
    concepts[~mask] = 0
    return GroupEmbeddings(
        concepts=concepts,
        concept_mask=mask,
        known=rng.random(groups) < known,
        names=tuple(map(str, range(groups))),
        temperature=0.1,
        digest='',
    )


@pytest.mark.parametrize('void', [False, True])
@pytest.mark.parametrize(
    ('groups', 'length', 'known'), [(1, 1, 1.0), (5, 3, 0.5), (5, 3, 0.0), (40, 25, 0.5)]
)
def test_torch_says_what_numpy_says(groups: int, length: int, known: float, void: bool) -> None:
    rng = np.random.default_rng(groups)
    text = random_text(rng, groups, length, known)
    mask_logits = rng.normal(-2, 3, (2, 7, 6, 5)).astype(np.float32)
    embeddings = rng.standard_normal((2, 7, 8), dtype=np.float32)
    void_embedding = rng.standard_normal(8, dtype=np.float32) if void else None
    score, label = score_maps(
        torch.from_numpy(mask_logits),
        torch.from_numpy(embeddings),
        torch.from_numpy(text.concepts),
        torch.from_numpy(text.concept_mask),
        torch.from_numpy(text.known),
        torch.tensor(text.temperature),
        None if void_embedding is None else torch.from_numpy(void_embedding),
    )
    assert (score.dtype, label.dtype) == (torch.float32, torch.int32)
    for image in range(2):
        probabilities = class_probabilities(embeddings[image], text, void_embedding)
        expected = anomaly_score(mask_logits[image], probabilities, text.known)
        np.testing.assert_allclose(score[image], expected, atol=1e-5)
        winner = winning_group(mask_logits[image], probabilities, groups)
        np.testing.assert_array_equal(label[image], winner)
