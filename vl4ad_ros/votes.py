"""
Doubt that many queries share is a thing: the votes against all that is known.

Eq. 3 of VL4AD (arXiv 2409.17330) asks how sure the surest known group is, and no more. Where a
mask is drawn a little askew nobody is sure, and over a thing that was never taught nobody is sure
either; but there several queries lay their masks and call them void, or an OOD prompt. Each of
them votes with its mask's probability times that of not being known. The score becomes the
geometric mean of itself and the votes' share of all that are needed: the root keeps scores in
their usual range. The void column of FC-CLIP (arXiv 2308.02487) lets queries say so; Eq. 1 has
none, and there OOD prompts alone vote.
"""

from dataclasses import dataclass

import numpy as np

from .structures import FloatArray

MOST = 1000.0  # votes; networks have some hundred queries


@dataclass(frozen=True)
class Votes:
    """How votes weigh a score. Raises ValueError."""

    given: float = 4.0  # votes that each pixel has without any query
    full: float = 12.0  # votes that count as all, the given ones among them

    def __post_init__(self) -> None:
        if not 0 < self.given <= self.full <= MOST:
            raise ValueError(f'numbers with 0 < given <= full <= {MOST:g}')

    def __call__(
        self,
        score: FloatArray,  # (h, w) in [0, 1]
        votes: FloatArray,  # (h, w), >= 0
    ) -> FloatArray:  # (h, w) in [0, 1]
        """Return the root of the score times (given + votes) / full, the product cut to 1."""
        share = (self.given + votes) / self.full
        weighted: FloatArray = np.sqrt(np.minimum(score * share, 1))
        return weighted
