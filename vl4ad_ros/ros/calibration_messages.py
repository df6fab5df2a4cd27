"""The calibration of a camera from its message."""

from sensor_msgs.msg import CameraInfo

from ..structures import CameraCalibration


def to_calibration(message: CameraInfo) -> CameraCalibration | None:
    """Return the calibration, or None where the message says that there is none."""
    if message.width <= 0 or message.height <= 0 or message.k[0] == 0:
        return None
    return CameraCalibration(
        message.width,
        message.height,
        message.distortion_model,
        tuple(map(float, message.d)),
        tuple(map(float, message.k)),
        tuple(map(float, message.r)),
        tuple(map(float, message.p)),
        message.header.frame_id,
    )
