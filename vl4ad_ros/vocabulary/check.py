"""
What is doubtful about a vocabulary by the vectors of its words.

Nothing is decided here: a near prompt may well help, which only drives with truth can tell
(gain.py). NEAR is where one in a thousand pairs of nouns lies in CLIP's tower, SAME where
different words for one thing lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..structures import FloatArray
from .embedding import Encoder, embed_vocabulary
from .everyday_words import TYPICAL_HAZARDS, UNRELATED_WORDS
from .spread import Float64Array, TextSpread, measure_spread
from .vocabulary import ConceptClass, Group, Vocabulary

NEAR, SAME = 6.0, 8.0  # in spreads of the text tower ...
NEAR_SHARE, SAME_SHARE = 0.65, 0.9  # ... and at most this share of what a word has with itself
UNLIKE = 2.0  # nine in ten pairs of nouns are less near than this

PROMPT_NEAR_KNOWN = 'prompt near known'
ABSORBS_HAZARD = 'absorbs a hazard'
UNLIKE_MEMBER = 'unlike its super-class'


@dataclass(frozen=True)
class Finding:
    """One doubt, and what could be done about it."""

    kind: str  # one of the constants above
    group: str  # what it is about: an OOD prompt, a known class or a member of a super-class
    concept: str  # the word that is meant
    other: str  # the word or group that it is compared with
    nearness: float  # in spreads
    limit: float  # what it was compared with
    remedy: str


@dataclass(frozen=True)
class WordVectors:
    """Words and their embeddings in one text tower."""

    rows: dict[str, FloatArray]  # (D,) of each word, unit length

    def of(self, words: Sequence[str]) -> FloatArray:  # (n, D)
        """Return the rows of some words."""
        return np.stack([self.rows[word] for word in words])


def check_vocabulary(vocabulary: Vocabulary, encoder: Encoder) -> tuple[Finding, ...]:
    """Return all doubts, the strongest of each kind first. Raises what embedding raises."""
    words = [text for group in vocabulary.groups for text in group.concepts]
    vectors = embed_words((*words, *UNRELATED_WORDS, *TYPICAL_HAZARDS), vocabulary, encoder)
    spread = measure_spread(vectors.of(UNRELATED_WORDS))
    return find_doubts(vocabulary, vectors, spread, TYPICAL_HAZARDS)


def find_doubts(
    vocabulary: Vocabulary,
    vectors: WordVectors,  # of all its concepts and of the hazards
    spread: TextSpread,
    hazards: Sequence[str],
) -> tuple[Finding, ...]:
    """Return all doubts about a vocabulary whose words are embedded already."""
    known = [group for group in vocabulary.groups if group.known]
    prompts = [group for group in vocabulary.groups if not group.known]
    return (
        *prompts_near_known(prompts, known, vectors, spread),
        *absorbing_concepts(vocabulary.classes, hazards, vectors, spread),
        *unlike_members(vocabulary, vectors, spread),
    )


def prompts_near_known(
    prompts: Sequence[Group], known: Sequence[Group], vectors: WordVectors, spread: TextSpread
) -> list[Finding]:
    """Return the prompts that take pixels from known things: their words are nearly the same."""
    owners = {text: group.name for group in known for text in group.concepts}
    limit = min(NEAR, NEAR_SHARE * spread.identity)
    findings = []
    for prompt in prompts:
        concept, other, nearness = _nearest(prompt.concepts, list(owners), vectors, spread)
        if nearness >= limit:
            remedy = f'known `{owners[other]}` may look strange; take it out, or measure its gain'
            findings.append(
                Finding(PROMPT_NEAR_KNOWN, prompt.name, concept, other, nearness, limit, remedy)
            )
    return _strongest_first(findings)


def absorbing_concepts(
    classes: Sequence[ConceptClass],
    hazards: Sequence[str],
    vectors: WordVectors,
    spread: TextSpread,
) -> list[Finding]:
    """Return the known concepts beside which a typical hazard looks known."""
    limit = min(SAME, SAME_SHARE * spread.identity)
    findings = []
    for entry in classes:
        for concept in entry.concepts:
            _, hazard, nearness = _nearest([concept], hazards, vectors, spread)
            if nearness >= limit:
                remedy = f'as known {entry.name} it hides {hazard}; take the concept out'
                findings.append(
                    Finding(ABSORBS_HAZARD, entry.name, concept, hazard, nearness, limit, remedy)
                )
    return _strongest_first(findings)


def unlike_members(
    vocabulary: Vocabulary, vectors: WordVectors, spread: TextSpread
) -> list[Finding]:
    """
    Return the classes that are no nearer to their super-class than classes of different groups.

    Two classes are as near as their concepts on average. The measure of different groups is the
    median over all pairs of classes that are not joined.
    """
    names = [entry.name for entry in vocabulary.classes]
    group_of = {name: name for name in names}
    group_of |= {
        name: joined.name for joined in vocabulary.super_classes for name in joined.classes
    }
    links = _class_links(vocabulary.classes, vectors, spread)
    groups = np.array([group_of[name] for name in names])
    apart = groups[:, None] != groups
    limit = max(UNLIKE, float(np.median(links[apart])) if apart.any() else UNLIKE)
    findings = []
    for index, name in enumerate(names):
        fellows = np.flatnonzero(~apart[index] & (np.arange(len(names)) != index))
        if not fellows.size or links[index, fellows].max() >= limit:
            continue
        best = fellows[links[index, fellows].argmax()]
        remedy = f'joined in `{groups[index]}` doubt between them is lost; leave it by itself'
        nearness = float(links[index, best])
        findings.append(
            Finding(UNLIKE_MEMBER, str(groups[index]), name, names[best], nearness, limit, remedy)
        )
    return sorted(findings, key=lambda finding: finding.nearness)


def embed_words(words: Sequence[str], vocabulary: Vocabulary, encoder: Encoder) -> WordVectors:
    """Embed words as the vocabulary's own are, with its templates."""
    unique = tuple(dict.fromkeys(words))
    list_of_words = Vocabulary(
        'words', (ConceptClass('words', unique),), (), (), vocabulary.templates
    )
    text = embed_vocabulary(list_of_words, encoder, default_temperature=1.0)
    return WordVectors(dict(zip(unique, text.concepts[0], strict=True)))


def _class_links(
    classes: Sequence[ConceptClass], vectors: WordVectors, spread: TextSpread
) -> Float64Array:  # (C, C) mean nearness of their concepts
    rows = [vectors.of(entry.concepts) for entry in classes]
    return np.array([[spread.nearness(one, other).mean() for other in rows] for one in rows])


def _nearest(
    concepts: Sequence[str], others: Sequence[str], vectors: WordVectors, spread: TextSpread
) -> tuple[str, str, float]:  # concept, other, nearness of the nearest pair
    if not others:
        return concepts[0], '', -np.inf
    nearness = spread.nearness(vectors.of(concepts), vectors.of(others))
    row, column = divmod(int(nearness.argmax()), len(others))
    return concepts[row], others[column], float(nearness[row, column])


def _strongest_first(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: -finding.nearness)
