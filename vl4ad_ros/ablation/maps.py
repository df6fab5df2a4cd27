"""The maps of one arm: made by one pass of the network over the pictures, and kept on disk."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from ..engine.engine import Engine
from ..errors import EvaluationError
from ..evaluation.image_reader import ImageReader
from ..evaluation.scores import ScoreFolder
from ..opening import Opening
from ..refinement import refine
from ..structures import GroupEmbeddings, UInt8Array
from ..votes import Votes
from .streets import Streets

OWN_SCORE = 'VL4AD'
_LABELS = 'labels'


class ArmMaps:
    """
    Score maps of VL4AD and of the baselines that the bundle gives, and the winning groups.

    A picture's label map is written last: with it, all maps of the picture are there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def scores(self, name: str) -> ScoreFolder:
        """Return the maps of one score."""
        return ScoreFolder(self._folder / name.replace(' ', '_'))

    def has(self, frame_id: str) -> bool:
        """Tell whether the network has seen a picture."""
        return self._label_path(frame_id).is_file()

    def write_labels(self, frame_id: str, labels: UInt8Array) -> None:
        """Keep the winning groups; the file is there whole or not at all."""
        path = self._label_path(frame_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix('.part.png')
        cv2.imwrite(str(part), labels)
        part.replace(path)

    def read_labels(self, frame_id: str, size_hw: tuple[int, int]) -> UInt8Array:  # (H, W)
        """Return the winning groups at the size of the picture's label."""
        path = self._label_path(frame_id)
        labels = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if labels is None or labels.dtype != np.uint8 or labels.ndim != 2:
            raise EvaluationError(f'{path} is damaged: delete its folder and run again')
        resized: UInt8Array = cv2.resize(labels, size_hw[::-1], interpolation=cv2.INTER_NEAREST)
        return resized

    def _label_path(self, frame_id: str) -> Path:
        return self._folder / _LABELS / f'{frame_id}.png'


def make_maps(
    engine: Engine,
    text: GroupEmbeddings,
    streets: Streets,
    maps: ArmMaps,
    votes: Votes | None,  # that weigh the scores
    opening: Opening | None,  # of the scores
    on_frame: Callable[[int], None],
) -> None:
    """Run the network over the pictures that it has not seen with this text."""
    if len(text.names) > np.iinfo(np.uint8).max:
        raise EvaluationError(
            f'the vocabulary has {len(text.names)} groups, the experiment keeps up to 255: '
            'give a shorter vocabulary'
        )
    reader = ImageReader()
    for picture in streets.pictures:
        frame = picture.frame
        if not maps.has(frame.id):
            found = engine.infer(reader.read(frame), text, refined=False)
            found = refine(found, votes, opening)
            for name, score in {OWN_SCORE: found.score, **found.baselines}.items():
                maps.scores(name).write(frame.id, score)
            maps.write_labels(frame.id, found.label.astype(np.uint8))
        on_frame(1)
