"""What the mask queries of one image say, before they are added up."""

from dataclasses import dataclass

import numpy as np

from ..structures import AnomalyMaps, FloatArray, GroupEmbeddings


@dataclass(frozen=True)
class QueryValues:
    """The two factors of Eq. 3 and the cosines behind them, for N mask queries."""

    maps: AnomalyMaps  # what they add up to, the score opened where the bundle asks for it
    masks: FloatArray  # (N, h, w) mask probability in [0, 1]
    probabilities: FloatArray  # (N, G) probability of each group
    cosines: FloatArray  # (N, G, L) of each concept, -inf where padded

    def known_evidence(self, text: GroupEmbeddings) -> FloatArray:  # (K, h, w)
        """Return the sum over queries of mask times probability, of the known groups."""
        evidence: FloatArray = np.einsum(
            'nhw,nk->khw', self.masks, self.probabilities[:, text.known], optimize=True
        )
        return evidence
