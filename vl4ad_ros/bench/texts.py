"""Vocabularies of any size that mean nothing: what they say does not change the time."""

import numpy as np

from ..structures import GroupEmbeddings

GROUPS = 20  # of street scenes, with classes merged
_PROMPTS = 2  # of them OOD prompts
_SPREAD = np.float32(0.01)  # of the concepts of a group: scores, and so hazards, stay the same
_GROUND = 'road'  # the name by which the hazards' settings know it


def random_text(
    dim: int,  # D
    concepts: int,
    most_groups: int = GROUPS,
) -> GroupEmbeddings:
    """Spread concepts evenly over groups; fewer than these have a group each."""
    groups = min(most_groups, concepts)
    length = -(-concepts // groups)
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((groups, 1, dim), dtype=np.float32)  # what a group means
    rows = rows + _SPREAD * rng.standard_normal((groups, length, dim), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=2, keepdims=True)
    mask = concepts > np.arange(groups * length).reshape(length, groups).T
    names = (_GROUND, *(f'group {index}' for index in range(1, groups)))
    return GroupEmbeddings(
        concepts=np.where(mask[:, :, None], rows, 0).astype(np.float32),
        concept_mask=mask,
        known=np.arange(groups) < max(1, groups - _PROMPTS),
        names=names,
        temperature=0.07,
        digest='',
        texts=tuple((name,) for name in names),
    )
