"""Which known group a label and a prediction count as, so that arms can be compared."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..structures import UInt8Array
from ..synthetic.labels import CLASSES
from ..vocabulary.vocabulary import Vocabulary

NO_GROUP = 255

Int64Array = NDArray[np.int64]


@dataclass(frozen=True)
class GroupTable:
    """From the labels of the truth, and from an arm's groups, to the same numbers."""

    truth: UInt8Array  # (256,) by train id of Cityscapes, NO_GROUP where there is none
    predicted: UInt8Array  # (256,) by the arm's group, NO_GROUP for OOD prompts
    count: int  # C

    def count_pixels(
        self,
        classes: UInt8Array,  # (H, W) train ids
        labels: UInt8Array,  # (H, W) the arm's groups
    ) -> Int64Array:  # (3, C) labelled, predicted among the labelled pixels, and both
        """Count the pixels of each group."""
        wanted = self.truth[classes]
        judged = wanted != NO_GROUP
        wanted, found = wanted[judged], self.predicted[labels[judged]]
        counts = (
            np.bincount(numbers, minlength=self.count)[: self.count]
            for numbers in (wanted, found[found != NO_GROUP], wanted[wanted == found])
        )
        return np.stack(list(counts)).astype(np.int64)


def group_of_class(vocabulary: Vocabulary) -> UInt8Array:  # (256,) by train id
    """Return the group of each class of Cityscapes, NO_GROUP where the vocabulary lacks it."""
    table = np.full(256, NO_GROUP, np.uint8)
    for number, group in enumerate(group for group in vocabulary.groups if group.known):
        for name in group.classes:
            if name in CLASSES:
                table[CLASSES.index(name)] = number
    return table


def group_table(reference: Vocabulary, arm: Vocabulary) -> GroupTable:
    """Return how an arm's groups, which may be finer, count as those of a reference."""
    of_class = group_of_class(reference)
    predicted = np.full(256, NO_GROUP, np.uint8)
    for number, group in enumerate(arm.groups):
        for name in group.classes:
            if name in CLASSES:
                predicted[number] = of_class[CLASSES.index(name)]
    return GroupTable(of_class, predicted, sum(group.known for group in reference.groups))


def class_table(arm: Vocabulary) -> GroupTable | None:
    """Return the table of single classes, None where some group joins several."""
    if any(len(group.classes) > 1 for group in arm.groups):
        return None
    return group_table(arm, arm)
