"""How well the known classes are found on pictures that the run does not learn from."""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ..structures import FloatArray, Int32Array, UInt8Array
from .augmentation import fit
from .learner import Learner
from .losses import MASK_STRIDE
from .pictures import LabelledPicture

ANOMALOUS = 0.5  # the threshold at which false alarms are counted


class Prediction(NamedTuple):
    """A whole picture at the network's size, and what the network makes of it."""

    image: UInt8Array  # (H, W, 3) RGB
    label: UInt8Array  # (H/4, W/4)
    score: FloatArray  # (H/4, W/4) anomaly score in [0, 1]
    predicted: Int32Array  # (H/4, W/4) number of the winning class


class Validator:
    """Counts, over pictures, how labels and predictions fall together."""

    def __init__(self, classes: int) -> None:
        self._classes = classes
        # rows: classes by label; columns: by prediction, and at the end those above ANOMALOUS
        self.counts = torch.zeros(classes, classes + 1, dtype=torch.int64)

    def add(self, prediction: Prediction) -> None:
        """Count the pixels of a picture."""
        known = prediction.label < self._classes
        label, predicted = prediction.label[known], prediction.predicted[known]
        pairs = np.bincount(
            label * self._classes + predicted, minlength=self._classes * self._classes
        )
        alarms = np.bincount(label[prediction.score[known] > ANOMALOUS], minlength=self._classes)
        self.counts[:, :-1] += torch.from_numpy(pairs).view(self._classes, -1)
        self.counts[:, -1] += torch.from_numpy(alarms)

    def figures(self) -> dict[str, float]:
        """Return mean IoU over the classes that occur, accuracy, and the share of false alarms."""
        counts = self.counts[:, :-1].double()
        hits, labelled = counts.diagonal(), counts.sum(1)
        union = labelled + counts.sum(0) - hits
        occurs = labelled > 0
        pixels = labelled.sum().clamp(min=1)
        return {
            'mean_iou': float((hits[occurs] / union[occurs]).mean()) if occurs.any() else 0.0,
            'accuracy': float(hits.sum() / pixels),
            'false_alarms': float(self.counts[:, -1].sum() / pixels),
        }


@torch.no_grad()
def predict(
    learner: Learner, pictures: Sequence[LabelledPicture], size_hw: tuple[int, int]
) -> list[Prediction]:
    """Read pictures whole and run the network on them as one batch."""
    placed = [fit(*picture.read(), size_hw) for picture in pictures]
    images = torch.from_numpy(np.stack([image for image, _ in placed]))
    device = learner.concepts.device
    score, predicted = _score(learner, images.to(device))
    centre = MASK_STRIDE // 2
    return [
        Prediction(image, label[centre::MASK_STRIDE, centre::MASK_STRIDE], *maps)
        for (image, label), *maps in zip(
            placed, score.cpu().numpy(), predicted.cpu().numpy(), strict=True
        )
    ]


def _score(learner: Learner, images: Tensor) -> tuple[Tensor, Tensor]:  # (B, h, w) each
    """Return Eq. 3 and the class with the most evidence; here all groups are known."""
    queries = learner.network(learner.normalise(images))
    logits = learner.classify(queries.mask_embeddings)
    probabilities = logits.softmax(-1)[..., : len(learner.concepts)]
    evidence = torch.einsum('bnk,bnhw->bkhw', probabilities, queries.mask_logits.sigmoid())
    certain, predicted = evidence.max(1)
    return (1 - certain).clamp(0, 1), predicted.int()
