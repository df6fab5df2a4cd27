"""
Score maps in the layout in which SegmentMeIfYouCan takes submissions.

    anomaly_p/<method>/<data set>/<frame id>.hdf5     with one array `value`, (H, W)
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from ..errors import EvaluationError
from ..workers.workers import OnDone
from .data_set import DataSet
from .image_reader import ImageReader
from .scores import ScoreFolder

_COMPRESSION = 9


def require_writer(data_set: DataSet) -> None:
    """
    Raise EvaluationError when nothing can come of a data set without labels.

    Called before the network runs over all of its frames.
    """
    if not data_set.submission:
        raise EvaluationError(
            f'{data_set.title} has no labels here and takes no submissions: '
            'there is nothing to compare the scores with'
        )
    if find_spec('h5py') is None:
        raise EvaluationError(
            'submissions are HDF5 files, for which h5py is not installed: '
            "run `pip install '.[evaluation]'` in a clone of vl4ad_ros"
        )


def write_submission(
    data_set: DataSet,
    scores: ScoreFolder,
    folder: Path,
    method: str,
    on_done: OnDone = lambda done: None,
) -> Path:
    """Write the maps at the size of their pictures, as float32, and return their folder."""
    h5py = import_module('h5py')  # an extra that only submissions need
    target = folder / 'anomaly_p' / method / data_set.submission
    target.mkdir(parents=True, exist_ok=True)
    reader = ImageReader()
    for frame in data_set.frames:
        path = target / f'{frame.id}.hdf5'
        if not path.exists():
            size_hw = reader.read(frame).shape[:2]
            part = path.with_suffix('.part')
            with h5py.File(part, 'w') as file:
                value = scores.read(frame.id, size_hw)
                file.create_dataset('value', data=value, compression=_COMPRESSION)
            part.replace(path)
        on_done(1)
    return target
