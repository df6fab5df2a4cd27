"""A drive as a rosbag2 folder: JPEG pictures and camera information in an MCAP."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rosbags.rosbag2 import StoragePlugin, Writer
from rosbags.typesys.store import Typestore

from ..bags.message_types import message_types
from ..errors import SyntheticError
from ..structures import Frame
from .camera import Intrinsics

IMAGE_TOPIC = '/camera/image_raw/compressed'
INFO_TOPIC = '/camera/camera_info'
FRAME_ID = 'camera_optical_frame'
IMAGE_TYPE = 'sensor_msgs/msg/CompressedImage'
INFO_TYPE = 'sensor_msgs/msg/CameraInfo'


def write_drive(
    folder: Path, frames: Iterable[Frame], intrinsics: Intrinsics, jpeg_quality: int
) -> None:
    """Write a bag that replaces the folder; it appears only when it is whole."""
    types = message_types()
    scratch = folder.with_name(f'.{folder.name}.part')
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    bag = scratch / folder.name
    with Writer(bag, version=9, storage_plugin=StoragePlugin.MCAP) as writer:
        images = writer.add_connection(IMAGE_TOPIC, IMAGE_TYPE, typestore=types)
        infos = writer.add_connection(INFO_TOPIC, INFO_TYPE, typestore=types)
        for frame in frames:
            image = _image(types, frame, jpeg_quality)
            info = _info(types, frame.stamp_ns, intrinsics)
            writer.write(images, frame.stamp_ns, types.serialize_cdr(image, IMAGE_TYPE))
            writer.write(infos, frame.stamp_ns, types.serialize_cdr(info, INFO_TYPE))
    shutil.rmtree(folder, ignore_errors=True)
    bag.rename(folder)
    scratch.rmdir()


def _header(types: Typestore, stamp_ns: int) -> Any:
    seconds, nanoseconds = divmod(stamp_ns, 10**9)
    time = types.types['builtin_interfaces/msg/Time'](seconds, nanoseconds)
    return types.types['std_msgs/msg/Header'](time, FRAME_ID)


def _image(types: Typestore, frame: Frame, jpeg_quality: int) -> Any:
    bgr = np.ascontiguousarray(frame.image[..., ::-1])
    done, data = cv2.imencode('.jpg', bgr, [cv2.IMWRITE_JPEG_QUALITY, jpeg_quality])
    if not done:
        raise SyntheticError(f'a frame of {frame.size_hw} cannot be a JPEG; make it smaller')
    return types.types[IMAGE_TYPE](_header(types, frame.stamp_ns), 'jpeg', data.ravel())


def _info(types: Typestore, stamp_ns: int, intrinsics: Intrinsics) -> Any:
    f, (cx, cy) = intrinsics.focal_px, intrinsics.centre_px
    region = types.types['sensor_msgs/msg/RegionOfInterest'](0, 0, 0, 0, False)
    return types.types[INFO_TYPE](
        header=_header(types, stamp_ns),
        height=intrinsics.height,
        width=intrinsics.width,
        distortion_model='plumb_bob',
        d=np.zeros(5),
        k=np.array([f, 0, cx, 0, f, cy, 0, 0, 1], float),
        r=np.eye(3).ravel(),
        p=np.array([f, 0, cx, 0, 0, f, cy, 0, 0, 0, 1, 0], float),
        binning_x=0,
        binning_y=0,
        roi=region,
    )
