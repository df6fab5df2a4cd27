"""One pixel's score taken apart: anomaly = 1 - sum over queries of mask times probability."""

from dataclasses import dataclass

import numpy as np

from ..errors import ImageError
from ..scoring import unknown_probability
from ..structures import GroupEmbeddings
from .query_values import QueryValues

MOST_QUERIES = 5  # that are told of; the others are put together
_ROUNDING = 5e-3  # of a score that is told in two digits


@dataclass(frozen=True)
class NamedCosine:
    """The concept of one kind that a query is most similar to."""

    concept: str
    group: str
    cosine: float
    probability: float  # of the group, in Eq. 1's softmax


@dataclass(frozen=True)
class QueryPart:
    """One mask query at one pixel."""

    number: int
    mask: float  # probability that the pixel is in its mask
    probability: float  # of the known group, or family, that explains the pixel best
    evidence: float  # mask times probability: so much is taken from the anomaly of 1
    known: NamedCosine
    prompt: NamedCosine | None  # None in a vocabulary without OOD prompts


@dataclass(frozen=True)
class Explanation:
    """Why a pixel has its score."""

    at_xy_px: tuple[int, int]  # in the image
    score: float  # as published: weighed and opened where the bundle asks for it
    winner: str  # the group with the most evidence, OOD prompts included
    known_group: str  # the known group with the most evidence, in the family with the most
    family: tuple[str, ...]  # the groups that are added up with it, itself among them
    evidence: float  # of that family, all queries together
    queries: tuple[QueryPart, ...]  # those with the largest masks here, the largest first
    other_evidence: float  # of all queries that are not told of
    votes: float  # of all queries, against all known groups
    weighed: float | None = None  # the score with them, where the bundle asks for it

    @property
    def known_words(self) -> str:
        """Name what explains the pixel best."""
        return f'{self.known_group} and family' if len(self.family) > 1 else self.known_group

    @property
    def score_plain(self) -> float:
        """The score of Eq. 3: 1 minus the evidence, cut to 0..1."""
        return min(max(1 - self.evidence, 0.0), 1.0)

    @property
    def score_before(self) -> float:
        """The score before any opening: that of Eq. 3, weighed where the bundle asks for it."""
        return self.score_plain if self.weighed is None else self.weighed

    @property
    def is_thin(self) -> bool:
        """Tell whether an opening lowered the score: the doubt is thinner than a thing."""
        return self.score < self.score_before - _ROUNDING

    @property
    def is_covered(self) -> bool:
        """Tell whether any query claims the pixel at all."""
        return any(part.mask >= 0.5 for part in self.queries)


def explain_pixel(
    values: QueryValues,
    text: GroupEmbeddings,
    at_xy_px: tuple[int, int],
    size_hw: tuple[int, int],  # of the image, px
) -> Explanation:
    """Take one pixel's score apart. Raises ImageError when the pixel is outside of the image."""
    (x, y), (height, width) = at_xy_px, size_hw
    if not (0 <= x < width and 0 <= y < height):
        raise ImageError(
            'outside',
            f'the pixel {x},{y} is outside of the image: give x below {width}, y below {height}',
        )
    rows, columns = values.maps.score.shape
    row, column = y * rows // height, x * columns // width
    masks = values.masks[:, row, column]  # (N,)
    evidence = masks @ values.probabilities  # (G,)
    known_evidence = np.where(text.known, evidence, -1)
    added = np.zeros_like(values.probabilities)
    added[:, text.known] = values.known_probabilities(text)
    best = values.families == values.families[(masks @ added).argmax()]
    known = int(np.where(best, known_evidence, -1).argmax())
    parts = masks * added[:, known]
    chosen = np.argsort(-masks, kind='stable')[:MOST_QUERIES]
    queries = tuple(
        QueryPart(
            int(number),
            float(masks[number]),
            float(added[number, known]),
            float(parts[number]),
            _best(values, number, text, known=True),
            None if text.known.all() else _best(values, number, text, known=False),
        )
        for number in chosen
    )
    return Explanation(
        at_xy_px,
        float(values.maps.score[row, column]),
        text.names[int(evidence.argmax())],
        text.names[known],
        tuple(text.names[group] for group in np.flatnonzero(best & text.known)),
        float(parts.sum()),
        queries,
        float(parts.sum() - parts[chosen].sum()),
        float(masks @ unknown_probability(values.probabilities, text.known)),
        None if values.weighed is None else float(values.weighed[row, column]),
    )


def _best(values: QueryValues, number: int, text: GroupEmbeddings, known: bool) -> NamedCosine:
    cosines = np.where((text.known == known)[:, None], values.cosines[number], -np.inf)
    group, concept = divmod(int(cosines.argmax()), cosines.shape[1])
    return NamedCosine(
        text.texts[group][concept],
        text.names[group],
        float(cosines[group, concept]),
        float(values.probabilities[number, group]),
    )
