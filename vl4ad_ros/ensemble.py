"""The second classifier of FC-CLIP: which bundles use it, and what it must be told."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .structures import BoolArray


@dataclass(frozen=True)
class Ensemble:
    """
    The decoder's classifier joined with the frozen CLIP's by a geometric mean.

    FC-CLIP (arXiv 2308.02487, section 3.3) trusts the decoder in groups that it was trained on
    and the frozen CLIP in all others. VL4AD's Eq. 1 is the decoder's classifier alone; with an
    alpha of 0 it stays so where no group is new to the decoder. Raises ValueError.
    """

    trained_concepts: tuple[str, ...]  # of the vocabulary that the decoder was trained with
    alpha: float = 0.4  # share of the frozen CLIP in groups that were seen in training
    beta: float = 0.8  # the same in groups that were not

    def __post_init__(self) -> None:
        if not (0 <= self.alpha < 1 and 0 <= self.beta < 1):  # NaN is refused as well
            raise ValueError('given alpha and beta from 0 to less than 1')

    def seen(
        self,
        texts: Sequence[Sequence[str]],  # the concepts of each of G groups
    ) -> BoolArray:  # (G,)
        """Tell for each group whether one of its concepts was trained; case does not count."""
        trained = {concept.lower() for concept in self.trained_concepts}
        return np.array(
            [any(concept.lower() in trained for concept in concepts) for concepts in texts],
            np.bool_,
        )
