"""The mount of a camera from tf, over real topics; a word where tf2_msgs is missing."""

import numpy as np
import pytest

rclpy = pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

from geometry_msgs.msg import Quaternion, TransformStamped, Vector3  # noqa: E402
from rclpy.qos import DurabilityPolicy, QoSProfile  # noqa: E402
from sensor_msgs.msg import CameraInfo  # noqa: E402

PICTURE = np.random.default_rng(0).integers(0, 255, (120, 160, 3), np.uint8)
LATCHED = QoSProfile(depth=10, durability=DurabilityPolicy.TRANSIENT_LOCAL)
STRAIGHT_DOWN = Quaternion(x=1.0, y=0.0, z=0.0, w=0.0)  # of an optical frame over the ground
WITHOUT_CAR = {'threshold': 0.0, 'min_area': 0, 'min_area_near': 0, 'confirm_hits': 1}


def is_installed():
    try:
        import tf2_msgs  # noqa: F401
    except ModuleNotFoundError:
        return False
    return True


needs_tf = pytest.mark.skipif(not is_installed(), reason='tf2_msgs is not installed')


@pytest.mark.skipif(is_installed(), reason='tf2_msgs is installed')
def test_without_its_messages_the_node_goes_on_with_a_word(start_node, client):
    node = start_node(base_frame='base_footprint')
    client.wait_until_matched()
    client.process(client.image(PICTURE))
    (line,) = [line for line in node.tail if 'base_frame' in line]
    assert "base_frame 'base_footprint' has no effect: install the package tf2_msgs" in line


def stamped(parent, child, height_m=0.0, rotation=None, stamp=None):
    message = TransformStamped(child_frame_id=child)
    message.header.frame_id = parent
    if stamp is not None:
        message.header.stamp = stamp
    message.transform.translation = Vector3(z=height_m)
    message.transform.rotation = rotation or Quaternion(w=1.0)
    return message


@pytest.fixture
def transforms(client):
    """Return the listener in a node of its own, and publishers of both topics."""
    from vl4ad_ros.ros.transforms import Transforms

    node = rclpy.create_node('listener')
    client.executor.add_node(node)
    listener = Transforms(node, 'base_footprint')
    yield listener
    listener.destroy()
    client.executor.remove_node(node)
    node.destroy_node()


@pytest.fixture
def publish(client):
    """Return a function that publishes transforms, those that move or the static ones."""
    from tf2_msgs.msg import TFMessage

    moving = client.node.create_publisher(TFMessage, '/tf', 10)
    static = client.node.create_publisher(TFMessage, '/tf_static', LATCHED)

    def publish(*links, is_static=False):
        (static if is_static else moving).publish(TFMessage(transforms=links))

    yield publish
    client.node.destroy_publisher(moving)
    client.node.destroy_publisher(static)


@needs_tf
def test_the_newest_transform_counts_if_it_is_of_the_time_of_the_image(
    client, transforms, publish
):
    header = client.image(PICTURE).header
    assert transforms.mount(header) is None
    publish(stamped('base_link', '/camera_optical_frame', 1.0, STRAIGHT_DOWN), is_static=True)
    for height_m in (0.2, 0.4):

        def arrived(height_m=height_m):
            publish(stamped('base_footprint', 'base_link', height_m, stamp=header.stamp))
            mount = transforms.mount(header)
            return mount if mount and mount.height_m == pytest.approx(1 + height_m) else None

        mount = client.wait_for(arrived, f'a base at {height_m} m')
    assert mount.pitch_rad == pytest.approx(np.pi / 2)
    header.stamp.sec += 2
    assert transforms.mount(header) is None


@needs_tf
@pytest.mark.parametrize(('camera_height', 'is_hidden'), [(0.0, True), (0.001, False)])
def test_the_node_sees_the_ground_where_tf_has_it(
    start_node, client, publish, camera_height, is_hidden
):
    """Ground nearer than ego_front is the own car: of a camera that looks down, everything."""
    start_node(
        base_frame='base_footprint', ego_front=50.0, camera_height=camera_height, **WITHOUT_CAR
    )
    client.wait_until_matched()
    calibration = CameraInfo(width=160, height=120, distortion_model='plumb_bob')
    calibration.k = [100.0, 0.0, 79.5, 0.0, 100.0, 59.5, 0.0, 0.0, 1.0]
    infos = client.node.create_publisher(CameraInfo, '/camera/camera_info', 10)
    client.wait_for(infos.get_subscription_count, 'the subscription to the calibration')
    assert client.process(client.image(PICTURE)).hazards, 'all that scores above 0'
    publish(stamped('base_footprint', 'camera_optical_frame', 2.0, STRAIGHT_DOWN), is_static=True)

    def is_nothing_found():
        infos.publish(calibration)
        return client.process(client.image(PICTURE)).hazards == []

    if is_hidden:
        client.wait_for(is_nothing_found, 'the ground as the own car')
    else:
        assert not any(is_nothing_found() for _ in range(5))
    client.node.destroy_publisher(infos)
