"""
The data set folder of a rendered drive.

    drive.yaml                                the settings it was made from
    things.json                               kind and label of every instance id
    frames.jsonl                              per frame: files, stamp, camera, visible pixels
    images/000000.png
    labels_masks/000000_labels_semantic.png   anomaly label: 0 normal, 1 anomaly, 255 outside
    labels_class/000000.png                   train id of Cityscapes, 255 where it has none
    labels_instance/000000.png                instance id, 16 bit, 0 where only the sky is

Pictures and anomaly labels lie as SegmentMeIfYouCan's data sets have them.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import yaml
from numpy.typing import NDArray

from ..errors import SyntheticError
from ..structures import UInt8Array
from .camera import CameraPose, Intrinsics
from .labels import SKY_INSTANCE, label_maps
from .settings import DriveSettings
from .things import Thing

ANOMALY_FOLDER = 'labels_masks'
ANOMALY_SUFFIX = '_labels_semantic.png'


class DataSetFolder:
    """Writes frames one at a time; what is complete stays, so that a drive can be resumed."""

    def __init__(self, root: Path, settings: DriveSettings, things: tuple[Thing, ...]) -> None:
        self._root = root
        self._settings = settings
        self._labels = {number: thing.model.label for number, thing in enumerate(things, 1)}
        for folder in ('images', ANOMALY_FOLDER, 'labels_class', 'labels_instance'):
            (root / folder).mkdir(parents=True, exist_ok=True)
        self._claim(things)

    def is_complete(self, index: int) -> bool:
        """Tell whether all files of a frame are there; the picture is written last."""
        return self._image(index).is_file()

    def write(
        self,
        index: int,
        image: UInt8Array,  # (H, W, 3) RGB
        instances: NDArray[np.uint16],  # (H, W)
    ) -> None:
        """Write a frame's picture and labels."""
        classes, anomalies = label_maps(instances, self._labels)
        _write_png(self._label('labels_instance', index), instances)
        _write_png(self._label('labels_class', index), classes)
        _write_png(self.anomaly_label(index), anomalies)
        _write_png(self._image(index), np.ascontiguousarray(image[..., ::-1]))

    def read_image(self, index: int) -> UInt8Array:
        """Return the picture of a frame, (H, W, 3) RGB."""
        image = cv2.imread(str(self._image(index)), cv2.IMREAD_COLOR)
        if image is None:
            raise SyntheticError(f'{self._image(index)} is damaged; delete it and render again')
        return np.ascontiguousarray(image[..., ::-1], np.uint8)

    def write_index(self, poses: list[CameraPose], intrinsics: Intrinsics) -> Path:
        """Write frames.jsonl from the labels on disk and return its path."""
        lines = [
            json.dumps(self._record(index, pose, intrinsics)) for index, pose in enumerate(poses)
        ]
        path = self._root / 'frames.jsonl'
        _write_text(path, '\n'.join(lines) + '\n')
        return path

    def anomaly_label(self, index: int) -> Path:
        """Return the path of a frame's anomaly label."""
        return self._root / ANOMALY_FOLDER / f'{index:06d}{ANOMALY_SUFFIX}'

    def _claim(self, things: tuple[Thing, ...]) -> None:
        """Write the settings down, or refuse a folder that was begun with others."""
        path = self._root / 'drive.yaml'
        text = yaml.safe_dump(_plain(asdict(self._settings)), sort_keys=False)
        if path.is_file() and path.read_text(encoding='utf-8') != text:
            raise SyntheticError(
                f'{self._root} was begun with other settings; choose another folder or delete it'
            )
        kinds = [
            {'id': number, 'kind': thing.model.kind, 'label': thing.model.label}
            for number, thing in enumerate(things, 1)
        ]
        sky = {'id': SKY_INSTANCE, 'kind': 'sky', 'label': 'sky'}
        _write_text(path, text)
        _write_text(self._root / 'things.json', json.dumps([sky, *kinds], indent=0) + '\n')

    def _record(self, index: int, pose: CameraPose, intrinsics: Intrinsics) -> dict[str, object]:
        path = self._label('labels_instance', index)
        instances = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if instances is None:
            raise SyntheticError(f'{path} is damaged; delete the frame and render again')
        ids, pixels = np.unique(instances, return_counts=True)
        visible = {str(i): int(n) for i, n in zip(ids, pixels, strict=True)}
        return {
            'index': index,
            'stamp_ns': self._settings.stamp_ns(index),
            'image': self._relative(self._image(index)),
            'anomaly_label': self._relative(self.anomaly_label(index)),
            'class_label': self._relative(self._label('labels_class', index)),
            'instance_label': self._relative(path),
            'camera': {
                'position_m': [round(value, 6) for value in pose.position_m],
                'orientation_xyzw': [round(value, 9) for value in pose.orientation_xyzw],
                'focal_px': intrinsics.focal_px,
                'centre_px': intrinsics.centre_px,
                'size_wh': [intrinsics.width, intrinsics.height],
            },
            'visible_px': visible,
        }

    def _image(self, index: int) -> Path:
        return self._root / 'images' / f'{index:06d}.png'

    def _label(self, folder: str, index: int) -> Path:
        return self._root / folder / f'{index:06d}.png'

    def _relative(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


def _plain(value: object) -> object:
    """Return settings with lists for tuples, which YAML knows."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _write_png(path: Path, pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
    done, data = cv2.imencode('.png', pixels, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    if not done:
        raise SyntheticError(f'{path} cannot be written as PNG; choose another picture size')
    _write_bytes(path, data.tobytes())


def _write_text(path: Path, text: str) -> None:
    _write_bytes(path, text.encode())


def _write_bytes(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all."""
    part = path.with_name(f'{path.name}.part')
    part.write_bytes(data)
    os.replace(part, path)
