"""A labelled data set: pictures, and which of their pixels are anomalous."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..errors import DataSetError
from ..structures import UInt8Array
from .components import ANOMALY, IGNORED, ComponentRule

NORMAL = 0


@dataclass(frozen=True)
class LabelValues:
    """Which values of a label file are normal and which anomalous; all others are ignored."""

    normal: tuple[int, ...]
    anomaly: tuple[int, ...]

    def convert(self, label: UInt8Array) -> UInt8Array:  # (H, W) 0 normal, 1 anomaly, 255 ignored
        """Return the label in the convention of this project."""
        table = np.full(256, IGNORED, np.uint8)
        table[list(self.normal)] = NORMAL
        table[list(self.anomaly)] = ANOMALY
        return table[label]


STANDARD_LABELS = LabelValues(normal=(NORMAL,), anomaly=(ANOMALY,))


@dataclass(frozen=True)
class DataSetFrame:
    """One picture of a data set."""

    id: str
    image: Path  # a picture, or the bag it is in
    label: Path | None = None  # None: the truth is not public
    drive: str = ''  # frames of one drive resemble each other; empty: a picture by itself
    overlay: Path | None = None  # differences to the picture, as Fishyscapes publishes them
    truth: Path | None = None  # folder with what a rendered drive knows beyond its labels
    stamp_ns: int | None = None  # of a picture in a bag

    @property
    def picture(self) -> str:
        """The name under which the truth of a drive knows the frame."""
        return Path(self.id).name


@dataclass(frozen=True)
class DataSet:
    """Frames, what their labels mean, and the rule by which components are judged."""

    name: str
    title: str
    root: Path
    frames: tuple[DataSetFrame, ...]
    rule: ComponentRule
    labels: LabelValues = STANDARD_LABELS
    submission: str = ''  # name of the data set in the benchmark's layout; empty: there is none
    official_frames: int = 0  # with labels; 0: there is no official split

    @property
    def labelled(self) -> bool:
        """Tell whether there is a truth to compare with."""
        return all(frame.label is not None for frame in self.frames)

    def read_label(self, frame: DataSetFrame) -> UInt8Array:
        """Return the label, (H, W) 0 normal, 1 anomaly, 255 ignored."""
        if frame.label is None:
            raise DataSetError(f'{self.title} has no public label of {frame.id}')
        label = cv2.imread(str(frame.label), cv2.IMREAD_UNCHANGED)
        if label is not None and label.ndim == 3 and (label == label[..., :1]).all():
            label = label[..., 0]  # grey, saved with three equal channels
        if label is None or label.dtype != np.uint8 or label.ndim != 2:
            raise DataSetError(
                f'{frame.label} is no PNG of one 8-bit channel: extract the data set again'
            )
        return self.labels.convert(np.asarray(label, np.uint8))
