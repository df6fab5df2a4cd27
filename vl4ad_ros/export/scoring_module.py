"""Eqs. 1 to 3 in torch, as part of the image graph; scoring.py is their reference."""

from torch import Tensor

from ..model.classification import class_logits


def score_maps(
    mask_logits: Tensor,  # (B, N, h, w)
    mask_embeddings: Tensor,  # (B, N, D), of any length
    concepts: Tensor,  # (G, L, D), unit length
    concept_mask: Tensor,  # (G, L) bool, True where a concept stands
    known: Tensor,  # (G,) bool, False for OOD prompts
    temperature: Tensor,  # ()
    void_embedding: Tensor | None,  # (D,), of any length
) -> tuple[Tensor, Tensor]:  # (B, h, w) float32 in [0, 1], (B, h, w) int32
    """Return the anomaly score and the winning group of each pixel."""
    logits = class_logits(mask_embeddings, concepts, concept_mask, temperature, void_embedding)
    probabilities = logits.softmax(dim=-1)[..., : concepts.shape[0]]  # void wins nothing
    batch, _, height, width = mask_logits.shape
    evidence = probabilities.mT @ mask_logits.sigmoid().flatten(2)  # (B, G, h * w)
    evidence = evidence.reshape(batch, -1, height, width)
    certain = evidence.where(known[:, None, None], 0).amax(dim=1)
    return (1 - certain).clamp(0, 1), evidence.argmax(dim=1).int()
