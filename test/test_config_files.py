"""Configurations of other tools: they can be read, and name topics that exist."""

import ast
import json
import re

import pytest
import yaml

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

from vl4ad_ros.paths import share_directory
from vl4ad_ros.ros.outputs import OUTPUTS

CONFIG = share_directory() / 'config'


@pytest.fixture(scope='module')
def topics():
    """Topics of the node and their types, as far as the messages are installed."""
    found = {}
    for output in OUTPUTS.values():
        try:
            kind, _ = output.load()
        except ModuleNotFoundError:
            continue
        found[f'/vl4ad/{output.topic}'] = kind.__name__
    return found


def groups_of(perspective, *names):
    for name in names:
        perspective = perspective['groups'][name]
    return perspective


def test_foxglove_layout(topics):
    layout = json.loads((CONFIG / 'foxglove.json').read_text())
    panels = layout['configById']

    def leaves(node):
        return [node] if isinstance(node, str) else leaves(node['first']) + leaves(node['second'])

    assert sorted(leaves(layout['layout'])) == sorted(panels)
    named = set(re.findall(r'/vl4ad/[\w/]+', json.dumps(layout)))
    assert named - topics.keys() <= {'/vl4ad/annotations'}, 'which needs foxglove_msgs'
    assert topics[panels['3D!space']['topics'].popitem()[0]] == 'MarkerArray'
    assert topics[panels['RawMessages!hazards']['topicPath']] == 'HazardArray'


def test_rviz_displays(topics):
    displays = yaml.safe_load((CONFIG / 'vl4ad.rviz').read_text())['Visualization Manager']
    shown = {
        display['Topic']['Value']: display['Class'].rpartition('/')[2]
        for display in displays['Displays']
        if 'Topic' in display
    }
    assert {topics[topic] for topic in shown} == {'Image', 'PointCloud2', 'MarkerArray'}
    assert all(topics[topic] == kind for topic, kind in shown.items())


def test_rqt_perspective(topics):
    perspective = json.loads((CONFIG / 'vl4ad.perspective').read_text())
    manager = groups_of(perspective, 'pluginmanager')
    plugins = ast.literal_eval(manager['keys']['running-plugins']['repr'])
    for number in plugins['rqt_image_view/ImageView']:
        name = f'plugin__rqt_image_view__ImageView__{number}'
        keys = groups_of(manager, name, 'plugin')['keys']
        assert topics[ast.literal_eval(keys['topic']['repr'])] == 'Image'


def test_the_aggregator_takes_the_nodes_diagnostics():
    from vl4ad_ros.demo.topics import CAMERA_STATUS, NETWORK_STATUS

    file = yaml.safe_load((CONFIG / 'diagnostics_aggregator.yaml').read_text())
    analyzer = file['/**']['ros__parameters']['vl4ad']
    for name in (CAMERA_STATUS, NETWORK_STATUS):
        assert name.startswith(tuple(analyzer['startswith']))
