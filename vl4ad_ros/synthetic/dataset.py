"""
The data set folder of a rendered drive or of rendered stills.

    drive.yaml or stills.yaml                 the settings it was made from
    things.json                               of a drive: kind and label of every instance id
    frames.jsonl                              per frame: files, stamp, caption, camera, things seen
    images/000000.png
    labels_masks/000000_labels_semantic.png   anomaly label: 0 normal, 1 anomaly, 255 outside
    labels_class/000000.png                   train id of Cityscapes, 255 where it has none
    labels_instance/000000.png                instance id, 16 bit, 0 where only the sky is
    depth/000000.png                          centimetres along the optical axis, 16 bit, 0 is sky
    records/000000.json                       the frame's line of frames.jsonl

Pictures and anomaly labels lie as SegmentMeIfYouCan's data sets have them. Folders that several
machines filled with frames of the same settings can be copied into one.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from ..errors import SyntheticError
from ..structures import FloatArray, UInt8Array
from .files import read_png, write_png, write_text
from .labels import SKY_INSTANCE, label_maps
from .settings import DriveSettings, StillsSettings
from .settings_file import read_settings
from .things import Thing

ANOMALY_FOLDER = 'labels_masks'
ANOMALY_SUFFIX = '_labels_semantic.png'
FOLDERS = ('images', ANOMALY_FOLDER, 'labels_class', 'labels_instance', 'depth', 'records')
CM_PER_M = 100.0


class DataSetFolder:
    """Writes frames one at a time; what is complete stays, so that work can be resumed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in FOLDERS:
            (root / folder).mkdir(parents=True, exist_ok=True)

    def claim(self, settings: DriveSettings | StillsSettings) -> None:
        """
        Write the settings down, or refuse a folder that was begun with others.

        A setting that the folder's version did not have counts as its default.
        """
        name = 'drive.yaml' if isinstance(settings, DriveSettings) else 'stills.yaml'
        for path in (self.root / 'drive.yaml', self.root / 'stills.yaml'):
            if path.is_file() and read_settings(path) != settings:
                raise SyntheticError(
                    f'{self.root} was begun with other settings; '
                    'choose another folder or delete it'
                )
        write_text(self.root / name, yaml.safe_dump(_plain(asdict(settings)), sort_keys=False))

    def write_things(self, things: tuple[Thing, ...]) -> Path:
        """Write what every instance id of a drive is, and return the path."""
        kinds = [
            {'id': number, 'kind': thing.model.kind, 'label': thing.model.label}
            for number, thing in enumerate(things, 1)
        ]
        sky = {'id': SKY_INSTANCE, 'kind': 'sky', 'label': 'sky'}
        path = self.root / 'things.json'
        write_text(path, json.dumps([sky, *kinds], indent=0) + '\n')
        return path

    def is_complete(self, index: int) -> bool:
        """Tell whether all files of a frame are there; the picture is written last."""
        return self.image(index).is_file()

    def write(
        self,
        index: int,
        image: UInt8Array,  # (H, W, 3) RGB
        instances: NDArray[np.uint16],  # (H, W)
        depth_m: FloatArray,  # (H, W), 0 where only the sky is
        things: tuple[Thing, ...],
        record: dict[str, Any],
    ) -> None:
        """Write a frame's labels, depth, record and picture."""
        labels = {number: thing.model.label for number, thing in enumerate(things, 1)}
        classes, anomalies = label_maps(instances, labels)
        centimetres = np.clip(np.rint(depth_m * CM_PER_M), 0, 65535).astype(np.uint16)
        write_png(self._png('labels_instance', index), instances)
        write_png(self._png('labels_class', index), classes)
        write_png(self.anomaly_label(index), anomalies)
        write_png(self._png('depth', index), centimetres)
        line = json.dumps({'index': index, **self._paths(index), **record})
        write_text(self._record(index), line + '\n')
        write_png(self.image(index), np.ascontiguousarray(image[..., ::-1]))

    def read_image(self, index: int) -> UInt8Array:
        """Return the picture of a frame, (H, W, 3) RGB."""
        return np.ascontiguousarray(read_png(self.image(index))[..., ::-1], np.uint8)

    def write_index(self, frames: int) -> list[dict[str, Any]]:
        """Write frames.jsonl from the records on disk and return them."""
        lines = [self._record(index).read_text(encoding='utf-8') for index in range(frames)]
        write_text(self.root / 'frames.jsonl', ''.join(lines))
        return [json.loads(line) for line in lines]

    def image(self, index: int) -> Path:
        """Return the path of a frame's picture."""
        return self._png('images', index)

    def class_label(self, index: int) -> Path:
        """Return the path of a frame's class label."""
        return self._png('labels_class', index)

    def anomaly_label(self, index: int) -> Path:
        """Return the path of a frame's anomaly label."""
        return self.root / ANOMALY_FOLDER / f'{index:06d}{ANOMALY_SUFFIX}'

    def _paths(self, index: int) -> dict[str, str]:
        paths = {
            'image': self.image(index),
            'anomaly_label': self.anomaly_label(index),
            'class_label': self.class_label(index),
            'instance_label': self._png('labels_instance', index),
            'depth': self._png('depth', index),
        }
        return {name: path.relative_to(self.root).as_posix() for name, path in paths.items()}

    def _png(self, folder: str, index: int) -> Path:
        return self.root / folder / f'{index:06d}.png'

    def _record(self, index: int) -> Path:
        return self.root / 'records' / f'{index:06d}.json'


def _plain(value: object) -> object:
    """Return settings with lists for tuples, which YAML knows."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value
