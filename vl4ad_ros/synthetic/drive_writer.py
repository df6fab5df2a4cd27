"""A drive as a rosbag2 folder: JPEG pictures, camera information and camera poses in an MCAP."""

import shutil
from collections.abc import Iterable, Mapping
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
TRANSFORM_TOPIC = '/tf'
WORLD_FRAME, CAMERA_FRAME = 'map', 'camera_optical_frame'
IMAGE_TYPE = 'sensor_msgs/msg/CompressedImage'
INFO_TYPE = 'sensor_msgs/msg/CameraInfo'
TRANSFORM_TYPE = 'tf2_msgs/msg/TFMessage'


def write_drive(
    folder: Path,
    frames: Iterable[Frame],
    cameras: Iterable[Mapping[str, Any]],  # position_m and orientation_xyzw of every frame
    intrinsics: Intrinsics,
    jpeg_quality: int,
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
        transforms = writer.add_connection(TRANSFORM_TOPIC, TRANSFORM_TYPE, typestore=types)
        for frame, camera in zip(frames, cameras, strict=True):
            image = _image(types, frame, jpeg_quality)
            info = _info(types, frame.stamp_ns, intrinsics)
            pose = _transform(types, frame.stamp_ns, camera)
            writer.write(transforms, frame.stamp_ns, types.serialize_cdr(pose, TRANSFORM_TYPE))
            writer.write(images, frame.stamp_ns, types.serialize_cdr(image, IMAGE_TYPE))
            writer.write(infos, frame.stamp_ns, types.serialize_cdr(info, INFO_TYPE))
    shutil.rmtree(folder, ignore_errors=True)
    bag.rename(folder)
    scratch.rmdir()


def _header(types: Typestore, stamp_ns: int, frame_id: str = CAMERA_FRAME) -> Any:
    seconds, nanoseconds = divmod(stamp_ns, 10**9)
    time = types.types['builtin_interfaces/msg/Time'](seconds, nanoseconds)
    return types.types['std_msgs/msg/Header'](time, frame_id)


def _transform(types: Typestore, stamp_ns: int, camera: Mapping[str, Any]) -> Any:
    """Return where the optical frame is in the street's."""
    make = types.types
    transform = make['geometry_msgs/msg/Transform'](
        make['geometry_msgs/msg/Vector3'](*camera['position_m']),
        make['geometry_msgs/msg/Quaternion'](*camera['orientation_xyzw']),
    )
    header = _header(types, stamp_ns, WORLD_FRAME)
    stamped = make['geometry_msgs/msg/TransformStamped'](header, CAMERA_FRAME, transform)
    return make[TRANSFORM_TYPE]([stamped])


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
