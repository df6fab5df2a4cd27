"""What eight bits cost on labelled frames: average precision, and what they gain in time."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from ..engine.engine import Engine
from ..errors import ExportError
from ..evaluation.components import ANOMALY, IGNORED
from ..evaluation.data_set import DataSet, DataSetFrame
from ..evaluation.image_reader import ImageReader
from ..evaluation.pixel_counts import PixelCounts
from ..evaluation.pixel_metrics import summarise
from ..messages import score_at_image_size
from ..structures import GroupEmbeddings

MOST_AP_LOST = 0.5  # of 100


class LabelledCheck:
    """Judges two networks on the same frames of a data set, in turns."""

    def __init__(
        self,
        data_set: DataSet,
        frames: int,  # spread evenly over it
        on_frame: Callable[[int, int], None],  # called with how many are done, and of how many
    ) -> None:
        count = min(frames, len(data_set.frames))
        chosen = np.linspace(0, len(data_set.frames) - 1, count).round().astype(int)
        self._frames: Sequence[DataSetFrame] = [data_set.frames[index] for index in chosen]
        self._data_set = data_set
        self._on_frame = on_frame

    def __call__(self, before: Engine, after: Engine, text: GroupEmbeddings) -> dict[str, Any]:
        """
        Return AP in per cent and milliseconds of all threads, before and after.

        Raises ExportError when AP falls by MOST_AP_LOST or more.
        """
        engines = (before, after)
        times_s: list[list[float]] = [[], []]
        reader = ImageReader()
        with TemporaryDirectory() as folder:
            counts = [PixelCounts(Path(folder) / str(side)) for side in range(2)]
            for number, frame in enumerate(self._frames):
                image, label = reader.read(frame), self._data_set.read_label(frame)
                judged = label != IGNORED
                for side in (0, 1) if number % 2 else (1, 0):
                    start = time.process_time()
                    score = engines[side].infer(image, text).score
                    times_s[side].append(time.process_time() - start)
                    score = score_at_image_size(score, (label.shape[0], label.shape[1]))
                    counts[side].add(score[judged], label[judged] == ANOMALY)
                self._on_frame(number + 1, len(self._frames))
            ap = [100 * (summarise(one.runs).metrics.ap or 0.0) for one in counts]
        if not any(ap):
            raise ExportError(
                f'nothing in {len(self._frames)} frames of {self._data_set.title} is anomalous: '
                'check on more --frames'
            )
        if not ap[0] - ap[1] < MOST_AP_LOST:
            raise ExportError(
                f'AP on {self._data_set.title} falls from {ap[0]:.2f} to {ap[1]:.2f}: choose a '
                '--way that quantises less, or stay with fp32'
            )
        return {
            'checked_on': f'{self._data_set.title}, {len(self._frames)} frames',
            'ap_before': round(ap[0], 2),
            'ap_after': round(ap[1], 2),
            'processor_ms_before': round(1e3 * float(np.median(times_s[0])), 1),
            'processor_ms_after': round(1e3 * float(np.median(times_s[1])), 1),
        }
