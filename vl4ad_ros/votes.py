"""
Doubt that many queries share is a thing: the votes against all that is known.

Eq. 3 of VL4AD (arXiv 2409.17330) asks how sure the surest known group is, and no more. Where a
mask is drawn a little askew nobody is sure, and over a thing that was never taught nobody is sure
either; but there several queries lay their masks and call them void, or an OOD prompt. Each of
them votes with its mask's probability times that of not being known, and the score is weighed
with its votes as a share of those that count as all. The void column of FC-CLIP
(arXiv 2308.02487) lets queries say so; Eq. 1 has none, and there OOD prompts alone vote.

Over a large thing queries share the work, and each pixel has few votes. But doubt that is wide is
a thing without any: a score is never lower than what an opening by wide squares leaves of it.
"""

from dataclasses import dataclass

import numpy as np

from .opening import WIDEST
from .structures import FloatArray

MOST = 1000.0  # votes; networks have some hundred queries


@dataclass(frozen=True)
class Votes:
    """How votes weigh a score. Raises ValueError."""

    given: float = 4.0  # votes that each pixel has without any query
    full: float = 12.0  # votes that count as all, the given ones among them
    wide: int = 4  # pixels of the map, at the horizon, from which on a doubt needs no votes

    def __post_init__(self) -> None:
        if not 0 < self.given <= self.full <= MOST:
            raise ValueError(f'numbers with 0 < given <= full <= {MOST:g}')
        if not 1 <= self.wide <= WIDEST:
            raise ValueError(f'a width from 1 to {WIDEST} as wide')

    def product(
        self,
        score: FloatArray,  # (h, w) in [0, 1], of Eq. 3
        votes: FloatArray,  # (h, w), >= 0
    ) -> FloatArray:  # (h, w) in [0, 1]
        """Return the score times (given + votes) / full, cut to 1: what is opened, if anything."""
        weighed: FloatArray = np.minimum(score * ((self.given + votes) / self.full), 1)
        return weighed

    def score(
        self,
        product: FloatArray,  # (h, w) in [0, 1], opened where the bundle asks for it
        wide: FloatArray,  # (h, w) in [0, 1], what wide squares leave of Eq. 3's score
    ) -> FloatArray:  # (h, w) in [0, 1]
        """
        Return the weighed score, which is no less than what is wide.

        The odds of the product are taken full / given times: a small score without a vote stays
        what it is, and thresholds keep their meaning.
        """
        ratio = self.full / self.given
        raised = ratio * product / (1 + (ratio - 1) * product)
        return np.maximum(raised, wide)
