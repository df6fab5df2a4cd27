"""The launch files without the launch package: every name in them must exist."""

import inspect
import re
import shlex
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import yaml

from vl4ad_ros.cli.replay import replay
from vl4ad_ros.paths import share_directory
from vl4ad_ros.settings import LIMITS

SHARE = share_directory()
FOLDER = SHARE / 'launch'
FILES = sorted(FOLDER.glob('*.xml'))
WITH_NODE = [path for path in FILES if 'exec="vl4ad_node"' in path.read_text()]
BAG_REPLAY = FOLDER / 'replay.launch.xml'
# What needs a ROS installation, or is opened if asked.
OTHER_PACKAGES = {'nav2_lifecycle_manager'}

every_file = pytest.mark.parametrize('path', FILES, ids=lambda path: path.name)
with_node = pytest.mark.parametrize('path', WITH_NODE, ids=lambda path: path.name)


def root_of(path):
    return ElementTree.parse(path).getroot()


def nodes_of(path):
    return [node for node in root_of(path).iter('node') if node.get('pkg') == 'vl4ad_ros']


def test_they_are_there():
    names = {path.name.removesuffix('.launch.xml') for path in FILES}
    assert names >= {'anomaly', 'cameras', 'demo', 'lifecycle', 'replay'}
    assert len(WITH_NODE) > 1


@every_file
def test_every_file_it_names_exists(path):
    for file in re.findall(r'\$\(find-pkg-share vl4ad_ros\)/([\w./]+)', path.read_text()):
        assert (SHARE / file).exists(), file


@every_file
def test_nothing_is_computed_downloaded_or_installed(path):
    text = path.read_text()
    for word in ('$(eval', '$(command', 'pip ', 'apt', 'wget', 'curl', 'shell='):
        assert word not in re.sub(r'<!--.*?-->', '', text, flags=re.DOTALL), word


@every_file
def test_every_argument_is_documented_and_used(path):
    root = root_of(path)
    declared = {arg.get('name'): arg.get('description') for arg in root if arg.tag == 'arg'}
    used = set(re.findall(r'\$\(var (\w+)\)', path.read_text()))
    assert used == declared.keys()
    assert all(declared.values())


@every_file
def test_a_comment_says_how_it_is_started(path):
    assert f'ros2 launch vl4ad_ros {path.name}' in path.read_text() or path.name.startswith('dds')


@with_node
def test_the_executable_is_installed(path):
    (node,) = nodes_of(path)
    cmake = (SHARE / 'CMakeLists.txt').read_text()
    assert f'scripts/{node.get("exec")}' in cmake
    assert (SHARE / 'scripts' / node.get('exec')).is_file()
    assert (Path(sys.prefix) / 'lib/vl4ad_ros' / node.get('exec')).is_file()


@with_node
def test_its_parameters_exist(path):
    (node,) = nodes_of(path)
    named = [param.get('name') for param in node.iter('param') if param.get('name')]
    assert set(named) <= LIMITS.keys()


@with_node
def test_the_remapped_topics_are_those_the_node_subscribes_to(path):
    pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')
    from vl4ad_ros.ros.camera_topics import IMAGE, INFO

    (node,) = nodes_of(path)
    for remap in node.iter('remap'):
        assert remap.get('from') in (IMAGE, f'{IMAGE}/compressed', INFO)


@every_file
def test_what_it_includes_takes_the_arguments(path):
    for include in root_of(path).iter('include'):
        target = FOLDER / include.get('file').rpartition('/')[2]
        given = {arg.get('name') for arg in include.iter('arg')}
        assert given <= {arg.get('name') for arg in root_of(target) if arg.tag == 'arg'}


@every_file
def test_other_packages_are_known(path):
    assert {node.get('pkg') for node in root_of(path).iter('node')} <= {
        'vl4ad_ros',
        *OTHER_PACKAGES,
    }


def test_the_replay_gives_arguments_that_the_command_takes():
    (executable,) = root_of(BAG_REPLAY).iter('executable')
    program, command, _, *options = shlex.split(re.sub(r'\$\([^)]*\)', '_', executable.get('cmd')))
    assert program.endswith('/lib/vl4ad_ros/vl4ad')
    assert command == 'replay'
    taken = {f'--{name.replace("_", "-")}' for name in inspect.signature(replay).parameters}
    assert {option for option in options if option.startswith('--')} <= taken


def test_the_manager_manages_the_node():
    path = FOLDER / 'lifecycle.launch.xml'
    (node,) = nodes_of(path)
    values = {param.get('name'): param.get('value') for param in root_of(path).iter('param')}
    assert yaml.safe_load(values['node_names']) == [node.get('name')]
    ours = {param.get('name'): param.get('value') for param in node.iter('param')}
    assert ours['autostart'] == 'false', 'the manager does that'
