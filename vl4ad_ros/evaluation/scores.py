"""Score maps on disk: one file for each frame, `<frame id>.npy`."""

from pathlib import Path

import cv2
import numpy as np

from ..errors import EvaluationError
from ..structures import FloatArray

LARGEST_STRETCH = 1.1  # between height and width, when a map is resized to its label


class ScoreFolder:
    """The maps of one method, of any resolution; higher is more anomalous."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, frame_id: str) -> Path:
        """Return the file of a frame's map."""
        return self.folder / f'{frame_id}.npy'

    def has(self, frame_id: str) -> bool:
        """Tell whether a map is there."""
        return self.path(frame_id).is_file()

    def write(self, frame_id: str, score: FloatArray) -> None:
        """Keep a map; the file is there whole or not at all."""
        path = self.path(frame_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix('.part')
        with part.open('wb') as file:
            np.save(file, score.astype(np.float32))
        part.replace(path)

    def read(
        self,
        frame_id: str,
        size_hw: tuple[int, int],  # of the label
    ) -> FloatArray:  # (H, W)
        """
        Return the map of a frame at the size of its label, resized bilinearly.

        float64 is rounded to float32. Raises EvaluationError when the map is missing, damaged,
        of another type or not finite.
        """
        score = self._load(self.path(frame_id))
        height, width = score.shape
        stretch = (height / size_hw[0]) / (width / size_hw[1])
        if not 1 / LARGEST_STRETCH <= stretch <= LARGEST_STRETCH:
            raise EvaluationError(
                f'{self.path(frame_id)} is {height} high and {width} wide, its label {size_hw[0]} '
                f'and {size_hw[1]}: give maps that cover the whole picture'
            )
        if score.shape == size_hw:
            return score
        resized = cv2.resize(score, size_hw[::-1], interpolation=cv2.INTER_LINEAR)
        return np.asarray(resized, np.float32)

    def _load(self, path: Path) -> FloatArray:
        try:
            score = np.load(path, allow_pickle=False)
        except FileNotFoundError as err:
            raise EvaluationError(
                f'there is no score map {path}: give a folder with <frame id>.npy for every frame'
            ) from err
        except (OSError, ValueError, EOFError) as err:
            raise EvaluationError(f'{path} is no whole .npy file: write it again') from err
        is_map = isinstance(score, np.ndarray) and score.ndim == 2
        if not is_map or score.dtype not in (np.float32, np.float64):
            found = f'{score.dtype} {score.shape}' if isinstance(score, np.ndarray) else 'archive'
            raise EvaluationError(
                f'{path} is {found}, expected float32 (H, W): save it with that type, '
                'coarser ones make pixels equal that are not'
            )
        single: FloatArray = score.astype(np.float32, copy=False)
        if single.size == 0 or not np.isfinite(single).all():
            raise EvaluationError(f'{path} is empty or not finite everywhere: compute it again')
        return single
