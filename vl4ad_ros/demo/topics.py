"""Names of the topics of a demonstration, and of the messages on them."""

from collections.abc import Sequence

IMAGE = '/camera/image_raw'
COMPRESSED = '/camera/image_raw/compressed'
DRIVE = '/demo/drive'  # the name of what is played
HAZARDS = '/vl4ad/hazards'
SCORE = '/vl4ad/score'
SCORE_MONO8 = '/vl4ad/score_mono8'
OVERLAY = '/vl4ad/overlay'
DIAGNOSTICS = '/diagnostics'

# What the node publishes. The diagnostics stand last: once one has arrived there, the node has
# seen the recorder's other subscriptions, which were announced before.
NODE_OUTPUTS = {
    HAZARDS: 'vl4ad_ros/msg/HazardArray',
    SCORE: 'sensor_msgs/msg/Image',
    SCORE_MONO8: 'sensor_msgs/msg/Image',
    OVERLAY: 'sensor_msgs/msg/Image',
    DIAGNOSTICS: 'diagnostic_msgs/msg/DiagnosticArray',
}
RECORDED = {
    DRIVE: 'std_msgs/msg/String',
    COMPRESSED: 'sensor_msgs/msg/CompressedImage',
    **NODE_OUTPUTS,
}

# Names of the node's diagnostics.
CAMERA_STATUS = 'vl4ad: camera'
NETWORK_STATUS = 'vl4ad: network'

# With several cameras.
REQUESTS = '/demo/requests'  # what the client asked for, and when it was answered; JSON


def camera_image(name: str) -> str:
    """Return the topic on which a named camera publishes."""
    return f'/{name}/image'


def camera_hazards(name: str) -> str:
    """Return the topic of its hazards."""
    return f'/vl4ad/{name}/hazards'


def camera_overlay(name: str) -> str:
    """Return the topic of its overlays as JPEG."""
    return f'/vl4ad/{name}/overlay/compressed'


def camera_status(name: str) -> str:
    """Return the name of its diagnostics."""
    return f'{CAMERA_STATUS} {name}'


def recorded_of(cameras: Sequence[str]) -> dict[str, str]:
    """Return what is recorded of several cameras: types of messages by topic."""
    return {
        DRIVE: RECORDED[DRIVE],
        REQUESTS: 'std_msgs/msg/String',
        DIAGNOSTICS: NODE_OUTPUTS[DIAGNOSTICS],
        **{camera_hazards(name): NODE_OUTPUTS[HAZARDS] for name in cameras},
        **{camera_overlay(name): RECORDED[COMPRESSED] for name in cameras},
    }
