"""ROS 2, messages and topics, as a report says of them."""

import pytest

from vl4ad_ros.doctor.finding import State
from vl4ad_ros.doctor.probe import RosReport, TopicReport
from vl4ad_ros.doctor.ros_checks import check_messages, check_python, check_ros, check_topic

IMAGE = ('sensor_msgs/msg/Image',)


def test_this_python_will_do():
    assert check_python().state is State.OK


@pytest.mark.parametrize(
    ('report', 'distro', 'state', 'part'),
    [
        (RosReport(middleware='x'), 'jazzy', State.OK, 'jazzy'),
        (RosReport(middleware='x'), '', State.OK, 'from Python wheels'),
        (RosReport(middleware='x'), 'foxy', State.WARNING, 'not tested'),
        (RosReport(error="No module named 'rclpy'"), '', State.FAILED, "No module named 'rclpy'"),
    ],
)
def test_ros(report, distro, state, part):
    finding = check_ros(report, {'ROS_DISTRO': distro})
    assert finding.state is state
    assert part in finding.sentence


def test_the_remedy_names_the_installed_distribution():
    finding = check_ros(RosReport(error='x'), {'ROS_DISTRO': 'humble'})
    assert 'source /opt/ros/humble/setup.bash' in finding.remedy


def test_messages():
    assert check_messages(RosReport(middleware='x')).state is State.OK
    assert check_messages(RosReport(error='x')).state is State.FAILED
    finding = check_messages(RosReport(messages_error='No module named vl4ad_ros.msg'))
    assert finding.state is State.FAILED
    assert 'colcon build' in finding.remedy


@pytest.mark.parametrize(
    ('report', 'state', 'part'),
    [
        pytest.param(
            TopicReport('/a', IMAGE, 1, 21, 2.0, '64x48 rgb8'),
            State.OK,
            '10.0 images/s of 64x48 rgb8',
            id='alive',
        ),
        pytest.param(
            TopicReport('/a', IMAGE, 1, 1, 0.0, '64x48 rgb8'), State.OK, '1 image', id='one image'
        ),
        pytest.param(TopicReport('/a', IMAGE, 1), State.FAILED, 'no image arrives', id='silent'),
        pytest.param(
            TopicReport('/a', ('std_msgs/msg/String',), 1),
            State.FAILED,
            'it carries std_msgs/msg/String',
            id='no images',
        ),
        pytest.param(
            TopicReport('/a', (), 0, others=('/b',)),
            State.FAILED,
            'nobody publishes on it; images are on /b',
            id='another topic',
        ),
    ],
)
def test_topics(report, state, part):
    finding = check_topic(report)
    assert finding.state is state
    assert part in finding.sentence
    assert bool(finding.remedy) is (state is not State.OK)
