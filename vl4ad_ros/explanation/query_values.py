"""What the mask queries of one image say, before they are added up."""

from dataclasses import dataclass

import numpy as np

from ..scoring import add_up, unknown_probability
from ..structures import AnomalyMaps, FloatArray, GroupEmbeddings, Int32Array


@dataclass(frozen=True)
class QueryValues:
    """The two factors of Eq. 3 and the cosines behind them, for N mask queries."""

    maps: AnomalyMaps  # what they add up to, the score refined as the bundle asks for
    masks: FloatArray  # (N, h, w) mask probability in [0, 1]
    probabilities: FloatArray  # (N, G) probability of each group
    cosines: FloatArray  # (N, G, L) of each concept, -inf where padded
    families: Int32Array  # (G,) equal for groups that the score adds up
    weighed: FloatArray | None = None  # (h, w) score with votes, where the bundle asks for it

    def known_probabilities(self, text: GroupEmbeddings) -> FloatArray:  # (N, K)
        """Return for each known group the probability of its family."""
        return add_up(self.probabilities[:, text.known], self.families[text.known])

    def known_evidence(self, text: GroupEmbeddings) -> FloatArray:  # (K, h, w)
        """Return the sum over queries of mask times probability, of each known group's family."""
        evidence: FloatArray = np.einsum(
            'nhw,nk->khw', self.masks, self.known_probabilities(text), optimize=True
        )
        return evidence

    def score(self, text: GroupEmbeddings) -> FloatArray:  # (h, w) in [0, 1]
        """Return 1 minus the largest evidence (Eq. 3): what the graph gives."""
        score: FloatArray = np.clip(1 - self.known_evidence(text).max(axis=0, initial=0), 0, 1)
        return score

    def votes(self, text: GroupEmbeddings) -> FloatArray:  # (h, w)
        """Return the sum over queries of mask times probability of no known group."""
        unknown = unknown_probability(self.probabilities, text.known)
        votes: FloatArray = np.einsum('nhw,n->hw', self.masks, unknown)
        return votes
