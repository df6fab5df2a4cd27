"""Python, ROS 2, the messages and the cameras."""

import platform
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from .finding import Finding, failed, ok, warning
from .probe import RosReport, TopicReport

OLDEST_PYTHON = (3, 10)
KNOWN_DISTROS = ('humble', 'jazzy', 'kilted', 'lyrical', 'rolling')
_SHOWN_TOPICS = 5


def check_python() -> Finding:
    """Tell whether this Python is new enough."""
    sentence = f'{platform.python_version()} at {sys.executable}'
    if sys.version_info < OLDEST_PYTHON:
        wanted = '.'.join(map(str, OLDEST_PYTHON))
        return failed('Python', sentence, f'use Python {wanted} or newer')
    return ok('Python', sentence)


def check_ros(report: RosReport, environment: Mapping[str, str]) -> Finding:
    """Tell which ROS 2 this Python can import."""
    distro = environment.get('ROS_DISTRO', '')
    if report.error:
        where = f'/opt/ros/{distro or "<distro>"}/setup.bash'
        return failed(
            'ROS 2',
            f'this Python cannot use rclpy: {report.error}',
            f'`source {where}` in a virtual environment made with --system-site-packages and the '
            "system's Python; without a ROS installation `pip install '.[ros]'` brings one. "
            'Evaluation, replay and export work without ROS',
        )
    if not distro:
        return ok('ROS 2', f'from Python wheels (rclpy {_wheel_version()})')
    if distro not in KNOWN_DISTROS:
        return warning(
            'ROS 2', f'{distro}, which is not tested', f'use one of {", ".join(KNOWN_DISTROS)}'
        )
    return ok('ROS 2', distro)


def check_messages(report: RosReport) -> Finding:
    """Tell whether the messages of this package can be used."""
    if report.error:
        return failed('messages', 'not looked for, for there is no ROS 2', 'see ROS 2')
    if report.messages_error:
        return failed(
            'messages',
            f'vl4ad_ros/HazardArray cannot be used: {report.messages_error}',
            'build the package (`colcon build --packages-select vl4ad_ros`) and source '
            "install/setup.bash, or run `pip install '.[ros]'` again",
        )
    return ok('messages', 'vl4ad_ros/HazardArray is there')


def check_topic(report: TopicReport) -> Finding:
    """Tell whether images arrive on a topic."""
    name = f'topic {report.name}'
    if not report.publishers:
        images = [topic for topic in report.others if topic != report.name][:_SHOWN_TOPICS]
        seen = f'images are on {", ".join(images)}' if images else 'no topic has images'
        return failed(
            name,
            f'nobody publishes on it; {seen}',
            'start the camera, or give its topic; ROS_DOMAIN_ID and '
            'ROS_AUTOMATIC_DISCOVERY_RANGE must be the same on both sides',
        )
    if not any(kind.endswith(('/Image', '/CompressedImage')) for kind in report.types):
        return failed(
            name, f'it carries {", ".join(report.types)}', 'give a topic of sensor_msgs/Image'
        )
    if not report.images:
        return failed(
            name,
            f'{report.publishers} publisher(s), but no image arrives',
            'start the camera driver with the same DDS profile (config/fastdds.xml); on another '
            'machine, raise the kernel buffers',
        )
    rate = f'{(report.images - 1) / report.seconds:.1f} images/s' if report.seconds else '1 image'
    return ok(name, f'{rate} of {report.what}')


def _wheel_version() -> str:
    try:
        return version('ros-rclpy')
    except PackageNotFoundError:
        return 'of unknown version'
