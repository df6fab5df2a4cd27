"""
The arms of the experiment: VL4AD, and VL4AD with one thing changed.

Their pictures and masks are the same; only the text differs, which is an input of the network,
or what is done with its scores, or the bundle, for the void column (the learned one of FC-CLIP's
softmax).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..baselines import without_parts
from ..structures import GroupEmbeddings
from ..vocabulary.vocabulary import ConceptClass, Vocabulary

WHOLE = 'VL4AD'
NO_ENSEMBLING = 'without concept ensembling'
NO_MERGING = 'without class merging'
NO_PROMPTS = 'without OOD prompts'
PLAIN = 'without all three'
NO_OPENING = 'without opening'
NO_FAMILIES = 'without families'
NO_VOTES = 'without votes'
MEAN = 'mean of concepts'
RIGHT, HALF_RIGHT, WRONG = 'right prompts', 'half of the prompts right', 'wrong prompts'
VOID, NO_VOID = 'with void column', 'without void column'

# Where the paper (arXiv 2409.17330) states what an arm changes.
SOURCES = {
    WHOLE: 'Eqs. 1 to 3',
    NO_ENSEMBLING: 'Eq. 2, max-logit prompt ensembling',
    MEAN: 'Eq. 2, max-logit prompt ensembling',
    NO_MERGING: 'class merging',
    NO_PROMPTS: 'OOD prompting',
    PLAIN: 'all of these',
    NO_OPENING: 'Eq. 3, which has none',
    NO_FAMILIES: 'Eq. 3, which adds up no groups',
    NO_VOTES: 'Eq. 3, which has none',
    RIGHT: 'OOD prompting',
    HALF_RIGHT: 'OOD prompting',
    WRONG: 'OOD prompting',
    VOID: 'Eq. 1, which has no such column',
    NO_VOID: 'Eq. 1, which has no such column',
}

# What no rendered street holds, and nobody who looks after a road would ask for.
WRONG_NAMES = (
    'accordion', 'anchor', 'aquarium', 'bathtub', 'butterfly', 'cello', 'chandelier', 'crocodile',
    'dolphin', 'drum kit', 'fountain pen', 'giraffe', 'globe', 'grand piano', 'hammock', 'harp',
    'hourglass', 'igloo', 'jellyfish', 'kettle', 'lighthouse', 'lobster', 'microscope',
    'mushroom', 'octopus', 'owl', 'parachute', 'penguin', 'pineapple', 'pumpkin', 'robot arm',
    'sandcastle', 'saxophone', 'snail', 'snowman', 'spider', 'submarine', 'surfboard',
    'teapot', 'telescope', 'totem pole', 'trumpet', 'typewriter', 'violin', 'volcano', 'whale',
    'xylophone', 'yacht',
)  # fmt: skip


@dataclass(frozen=True)
class Arm:
    """One way to ask the network."""

    name: str
    vocabulary: Vocabulary
    mean_concepts: bool = False  # of each known class, in place of the best of them
    counterpart: bool = False  # run on the networks that differ in the void column
    weighed: bool = True  # with votes, where the bundles do so
    opened: bool = True  # where the bundles open their scores

    @property
    def source(self) -> str:
        """Where the paper states what the arm changes."""
        return SOURCES[self.name]

    def prepare(self, text: GroupEmbeddings) -> GroupEmbeddings:
        """Return the arm's text, made from the embeddings of its vocabulary."""
        return _averaged(text, self.vocabulary) if self.mean_concepts else text


def make_arms(
    vocabulary: Vocabulary,
    kinds: Sequence[str],  # the unknown kinds that appear
    counterpart: str,  # VOID or NO_VOID, where there are such networks, else empty
    weighed: bool,  # whether the bundles weigh their scores with votes
    opened: bool,  # whether they open them
    seed: int,
) -> tuple[Arm, ...]:
    """
    Return all arms that the vocabulary and the pictures allow, VL4AD first.

    Right prompts are the names of the kinds, one prompt each. Half right ones are as many, half
    of them replaced by names of what appears nowhere, wrong ones all of them.
    """
    changed = without_parts(vocabulary)
    plain = changed.pop(PLAIN, None)
    arms = [Arm(WHOLE, vocabulary), *(Arm(name, other) for name, other in changed.items())]
    if NO_ENSEMBLING in changed:
        arms.insert(2, Arm(MEAN, vocabulary, mean_concepts=True))
    if kinds:
        prompts = _prompts(vocabulary, kinds, seed)
        arms += [Arm(name, _prompted(vocabulary, words)) for name, words in prompts.items()]
    if plain is not None:
        arms.append(Arm(PLAIN, plain))
    if vocabulary.families:
        arms.append(Arm(NO_FAMILIES, replace(vocabulary, families=())))
    if weighed:
        arms.append(Arm(NO_VOTES, vocabulary, weighed=False))
    if opened:
        arms.append(Arm(NO_OPENING, vocabulary, opened=False))
    if counterpart:
        arms.append(Arm(counterpart, vocabulary, counterpart=True))
    return tuple(arms)


def _prompts(
    vocabulary: Vocabulary, kinds: Sequence[str], seed: int
) -> dict[str, tuple[str, ...]]:
    known = {concept for one in vocabulary.classes for concept in one.concepts}
    random = np.random.default_rng(seed)
    pool = [name for name in WRONG_NAMES if name not in known and name not in kinds]
    wrong = [str(name) for name in random.permutation(pool)[: len(kinds)]]
    right = [kind for kind in kinds if kind not in known]
    kept = sorted(random.permutation(len(right))[: (len(right) + 1) // 2])
    half = [*(right[index] for index in kept), *wrong[: len(right) - len(kept)]]
    return {RIGHT: tuple(right), HALF_RIGHT: tuple(half), WRONG: tuple(wrong)}


def _prompted(vocabulary: Vocabulary, names: Sequence[str]) -> Vocabulary:
    prompts = tuple(ConceptClass(f'prompt {name}', (name,)) for name in names)
    return replace(vocabulary, ood_prompts=prompts)


def _averaged(text: GroupEmbeddings, vocabulary: Vocabulary) -> GroupEmbeddings:
    """
    Return one vector for each class: the mean of its concepts' made unit length again.

    Merged classes still compete by the best of them, and OOD prompts stay as they are.
    """
    lengths = {known.name: len(known.concepts) for known in vocabulary.classes}
    concepts = np.zeros_like(text.concepts)
    mask = np.zeros_like(text.concept_mask)
    for index, group in enumerate(vocabulary.groups):
        counts = [lengths[name] for name in group.classes] or [1] * len(group.concepts)
        rows = np.split(text.concepts[index], np.cumsum(counts))[: len(counts)]
        means = np.stack([part.mean(axis=0) for part in rows])
        concepts[index, : len(counts)] = means / np.linalg.norm(means, axis=1, keepdims=True)
        mask[index, : len(counts)] = True
    digest = hashlib.sha256(f'mean of concepts {text.digest}'.encode()).hexdigest()
    return replace(text, concepts=concepts, concept_mask=mask, digest=digest)
