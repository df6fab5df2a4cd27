"""Every output over DDS: for those who listen, of the right values, with the image's header."""

import time
from math import nan

import cv2
import numpy as np
import pytest

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

import rclpy
from builtin_interfaces.msg import Time
from geometry_msgs.msg import Point32
from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
from rcl_interfaces.srv import SetParameters
from rclpy.qos import DurabilityPolicy, QoSProfile
from sensor_msgs.msg import CompressedImage, Image, PointCloud2, RegionOfInterest
from std_msgs.msg import Header
from visualization_msgs.msg import Marker, MarkerArray
from vl4ad_ros.msg import Hazard, HazardArray

from vl4ad_ros.ros.answer import Answer
from vl4ad_ros.ros.outputs import OUTPUTS, Outputs
from vl4ad_ros.settings import LIMITS, NodeSettings
from vl4ad_ros.structures import AnomalyMaps, Frame, FrameResult, GroupEmbeddings

HEADER = Header(stamp=Time(sec=1700000000, nanosec=123456789), frame_id='front_optical_frame')
CORNERS = [(10.0, 20.0), (40.0, 20.0), (40.0, 60.0), (10.0, 60.0)]
KNOWN_KINDS = {
    'hazards': HazardArray,
    'points': PointCloud2,
    'markers': MarkerArray,
    'score': Image,
    'score_mono8': Image,
    'labels': Image,
    'overlay': Image,
    'overlay/compressed': CompressedImage,
}


def hazard(number, **fields):
    box = RegionOfInterest(x_offset=10, y_offset=20, width=30, height=40)
    contour = [Point32(x=x, y=y, z=0.0) for x, y in CORNERS]
    fields = {'bearing': nan, 'elevation': nan, 'range': nan, **fields}
    return Hazard(id=number, name='sofa', box=box, contour=contour, score_max=0.75, **fields)


RANGED = hazard(3, bearing=np.pi / 2, elevation=-np.pi / 6, range=4.0)
IN_SIGHT = hazard(4, bearing=0.0, elevation=0.0)
SEEN = hazard(5)


def text(names=('road', 'car', 'sofa'), digest='a'):
    count = len(names)
    return GroupEmbeddings(
        concepts=np.zeros((count, 1, 4), np.float32),
        concept_mask=np.ones((count, 1), np.bool_),
        known=np.arange(count) < 2,
        names=names,
        temperature=0.07,
        digest=digest,
        texts=tuple((name,) for name in names),
    )


def answer(*hazards, vocabulary=None):
    """What is said of an image of 80x60 with a score that rises to the right."""
    score = np.tile(np.linspace(0, 1, 20, dtype=np.float32), (15, 1))
    label = np.repeat([[0, 2]], 15, axis=0).repeat(10, axis=1).astype(np.int32)
    frame = Frame(np.full((60, 80, 3), 90, np.uint8), 1700000000123456789)
    message = HazardArray(header=HEADER, threshold=0.5, hazards=list(hazards))
    result = FrameResult(frame, AnomalyMaps(score, label), ())
    return Answer(result, message, vocabulary or text(), '')


@pytest.fixture
def node(ros_environment):
    node = rclpy.create_node('vl4ad')
    yield node
    node.destroy_node()


@pytest.fixture
def outputs(node):
    outputs = Outputs(node)
    yield outputs
    outputs.destroy()


@pytest.fixture
def receive(client, node, outputs):
    """Return a function that sends an answer, and returns what comes out on a topic."""
    outputs.change(NodeSettings(publish_detections=True, publish_annotations=True))

    def receive(topic, kind, sent):
        name = f'/vl4ad/{topic}'
        if name not in client.received or not client.received[name]:
            client.listen(kind, name)
        count = len(client.received[name])
        publishers = {publisher.topic_name: publisher for publisher in node.publishers}
        client.wait_for(publishers[name].get_subscription_count, 'a subscription')
        outputs.publish_hazards(sent)
        outputs.publish_others(sent)
        client.wait_for(lambda: len(client.received[name]) > count, f'a message on {topic}')
        return client.received[name][-1]

    return receive


def test_there_is_a_parameter_for_each_output():
    assert list(OUTPUTS) == [name for name in LIMITS if name.startswith('publish_')]


@pytest.mark.parametrize(('topic', 'kind'), KNOWN_KINDS.items())
def test_an_output_goes_to_its_listener_alone_with_the_header_of_the_image(topic, kind, receive):
    sent = answer(RANGED)
    message = receive(topic, kind, sent)
    header = message.markers[0].header if kind is MarkerArray else message.header
    assert header == HEADER
    assert ('overlay' in vars(sent)) is topic.startswith('overlay'), 'computed for nobody'
    assert ('score' in vars(sent)) is topic.startswith('score'), 'computed for nobody'


def test_the_score_comes_as_numbers_and_as_grey_levels(receive):
    sent = answer()
    numbers = receive('score', Image, sent)
    levels = receive('score_mono8', Image, sent)
    assert (numbers.encoding, numbers.step) == ('32FC1', 320)
    score = np.frombuffer(numbers.data, np.float32).reshape(60, 80)
    assert score[:, 0] == pytest.approx(0)
    assert score[:, -1] == pytest.approx(1)
    assert (levels.encoding, levels.step, levels.height) == ('mono8', 80, 60)
    grey = np.frombuffer(levels.data, np.uint8).reshape(60, 80)
    assert np.abs(grey - 255 * score).max() <= 0.5 + 1e-4


def test_labels_are_the_groups_of_the_vocabulary(receive):
    message = receive('labels', Image, answer())
    pixels = np.frombuffer(message.data, np.uint8).reshape(60, 80)
    assert message.encoding == 'mono8'
    assert (pixels[:, :40] == 0).all()
    assert (pixels[:, 40:] == 2).all()


def test_the_compressed_overlay_is_the_overlay(receive):
    sent = answer(SEEN)
    message = receive('overlay/compressed', CompressedImage, sent)
    picture = cv2.imdecode(np.frombuffer(message.data, np.uint8), cv2.IMREAD_COLOR)
    assert message.format == 'rgb8; jpeg compressed bgr8'
    assert np.abs(picture[..., ::-1].astype(int) - sent.overlay).mean() < 4


def points_of(cloud):
    assert [field.name for field in cloud.fields] == ['x', 'y', 'z', 'score']
    assert (cloud.height, cloud.point_step, cloud.row_step) == (1, 16, 16 * cloud.width)
    return np.frombuffer(cloud.data, np.float32).reshape(cloud.width, 4)


def test_points_stand_where_the_ground_is_met(receive):
    (point,) = points_of(receive('points', PointCloud2, answer(RANGED, IN_SIGHT, SEEN)))
    # 90 degrees to the right, 30 down, 4 m away: x to the right, y down, z ahead.
    assert point == pytest.approx([4 * np.cos(np.pi / 6), 2.0, 0.0, 0.75], abs=1e-6)


@pytest.mark.parametrize('hazards', [(), (IN_SIGHT, SEEN)])
def test_a_cloud_without_points_is_published_too(receive, hazards):
    assert points_of(receive('points', PointCloud2, answer(*hazards))).size == 0


def test_markers_replace_those_of_the_image_before(receive):
    clear, *markers = receive('markers', MarkerArray, answer(RANGED, IN_SIGHT, SEEN)).markers
    assert clear.action == Marker.DELETEALL
    assert [(marker.ns, marker.id) for marker in markers] == [
        ('hazards', 3),
        ('names', 3),
        ('bearings', 4),
    ]
    assert all(marker.header == HEADER and marker.lifetime.sec == 1 for marker in markers)
    post, name, arrow = markers
    assert post.points[0].y == pytest.approx(2.0)
    assert post.points[1].y == pytest.approx(1.0), 'upwards is against y'
    assert name.text == 'sofa 0.75'
    assert (arrow.points[1].x, arrow.points[1].z) == pytest.approx((0.0, 5.0))
    assert [marker.action for marker in receive('markers', MarkerArray, answer()).markers] == [3]


def test_outputs_are_switched_while_running(client, node, outputs):
    outputs.change(NodeSettings(publish_score=False))
    topics = {publisher.topic_name for publisher in node.publishers}
    assert '/vl4ad/score' not in topics
    assert '/vl4ad/score_mono8' in topics
    for _ in range(2):
        outputs.change(NodeSettings(publish_score=True))
    topics = [publisher.topic_name for publisher in node.publishers]
    assert topics.count('/vl4ad/score') == 1
    outputs.destroy()
    assert not [name for name in node.publishers if name.topic_name.startswith('/vl4ad/')]


def test_a_parameter_switches_an_output_of_a_running_node(start_node, client):
    start_node(publish_score=False)
    client.wait_until_matched()
    assert not client.node.count_publishers('/vl4ad/score')
    client.listen(Image, '/vl4ad/score')
    value = ParameterValue(type=ParameterType.PARAMETER_BOOL, bool_value=True)
    request = SetParameters.Request(parameters=[Parameter(name='publish_score', value=value)])
    (result,) = client.call(SetParameters, '/vl4ad/set_parameters', request).results
    assert result.successful, result.reason
    client.wait_for(lambda: client.node.count_publishers('/vl4ad/score'), 'the topic')

    def score_of_a_new_image():
        client.process(client.image(np.zeros((60, 80, 3), np.uint8)))
        return client.received['/vl4ad/score']

    assert client.wait_for(score_of_a_new_image, 'a score')[0].encoding == '32FC1'


def test_the_qos_of_an_output_can_be_overridden(ros_environment):
    override = 'qos_overrides./vl4ad/score.publisher.reliability'
    arguments = ['--ros-args', '-p', f'{override}:=best_effort']
    node = rclpy.create_node('vl4ad', cli_args=arguments)
    outputs = Outputs(node)
    outputs.change(NodeSettings())
    infos = {
        topic: node.get_publishers_info_by_topic(f'/vl4ad/{topic}')[0].qos_profile
        for topic in ('score', 'overlay')
    }
    outputs.destroy()
    node.destroy_node()
    assert infos['score'].reliability.name == 'BEST_EFFORT'
    assert infos['overlay'].reliability.name == 'RELIABLE'


def is_installed(package):
    try:
        __import__(package)
    except ModuleNotFoundError:
        return False
    return True


@pytest.mark.skipif(is_installed('vision_msgs'), reason='vision_msgs is installed')
def test_what_is_not_installed_is_left_out_with_one_line(start_node, client):
    node = start_node(publish_detections=True, publish_label_info=True)
    client.wait_until_matched()
    lines = [line for line in node.tail if 'left out' in line]
    assert len(lines) == 2
    assert 'publish_detections is left out: install the package vision_msgs' in lines[0]
    assert 'publish_label_info is left out: install the package vision_msgs' in lines[1]
    client.process(client.image(np.zeros((60, 80, 3), np.uint8)))


@pytest.mark.skipif(not is_installed('vision_msgs'), reason='vision_msgs is not installed')
def test_detections_and_the_names_of_labels(client, receive, outputs):
    from vision_msgs.msg import Detection2DArray, LabelInfo

    message = receive('detections', Detection2DArray, answer(RANGED, SEEN))
    assert message.header == HEADER
    ranged, seen = message.detections
    assert (ranged.id, seen.id) == ('3', '5')
    assert ranged.results[0].hypothesis.class_id == 'sofa'
    assert ranged.results[0].hypothesis.score == pytest.approx(0.75)
    assert ranged.results[0].pose.pose.position.y == pytest.approx(2.0)
    box = ranged.bbox
    assert (box.center.position.x, box.center.position.y) == (25, 40)
    assert (box.size_x, box.size_y) == (30, 40)

    outputs.change(NodeSettings(publish_label_info=True))
    for digest in 'aab':
        outputs.publish_others(answer(vocabulary=text(digest=digest)))
    infos = []
    latched = QoSProfile(depth=5, durability=DurabilityPolicy.TRANSIENT_LOCAL)
    client.node.create_subscription(LabelInfo, '/vl4ad/label_info', infos.append, latched)
    client.wait_for(lambda: infos, 'the names, though they were sent before')
    time.sleep(0.2)
    (info,) = infos
    assert {entry.class_id: entry.class_name for entry in info.class_map} == {
        0: 'road',
        1: 'car',
        2: 'sofa',
    }


@pytest.mark.skipif(not is_installed('foxglove_msgs'), reason='foxglove_msgs is not installed')
def test_annotations_outline_and_name_hazards(receive):
    from foxglove_msgs.msg import ImageAnnotations

    message = receive('annotations', ImageAnnotations, answer(SEEN))
    (outline,), (name,) = message.points, message.texts
    assert [(point.x, point.y) for point in outline.points] == CORNERS
    assert outline.timestamp == name.timestamp == HEADER.stamp
    assert name.text == 'sofa 0.75'
    assert receive('annotations', ImageAnnotations, answer()).points == []
