"""The launch file without the launch package: every name in it must exist."""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import yaml

from vl4ad_ros.paths import share_directory
from vl4ad_ros.settings import LIMITS

LAUNCH = share_directory() / 'launch' / 'anomaly.launch.xml'


@pytest.fixture(scope='module')
def root():
    return ElementTree.parse(LAUNCH).getroot()


def test_every_file_it_names_exists():
    files = re.findall(r'\$\(find-pkg-share vl4ad_ros\)/([\w./]+)', LAUNCH.read_text())
    assert files
    for file in files:
        assert (share_directory() / file).is_file(), file


def test_the_executable_is_installed(root):
    (node,) = root.iter('node')
    assert node.get('pkg') == 'vl4ad_ros'
    cmake = (share_directory() / 'CMakeLists.txt').read_text()
    assert f'scripts/{node.get("exec")}' in cmake
    assert (share_directory() / 'scripts' / node.get('exec')).is_file()
    assert (Path(sys.prefix) / 'lib/vl4ad_ros' / node.get('exec')).is_file()


def test_its_parameters_exist(root):
    (node,) = root.iter('node')
    named = [param.get('name') for param in node.iter('param') if param.get('name')]
    files = [share_directory() / 'config/vl4ad.yaml']
    for file in files:
        named += yaml.safe_load(file.read_text())['/**']['ros__parameters']
    assert set(named) <= LIMITS.keys()


def test_every_argument_is_declared_documented_and_used(root):
    declared = {arg.get('name'): arg.get('description') for arg in root.iter('arg')}
    used = set(re.findall(r'\$\(var (\w+)\)', LAUNCH.read_text()))
    assert used == declared.keys() >= {'image', 'params_file', 'namespace', 'node', 'log_level'}
    assert all(declared.values())


def test_the_remapped_topics_are_those_the_node_subscribes_to(root):
    source = (share_directory() / 'vl4ad_ros/ros/node.py').read_text()
    for remap in root.iter('remap'):
        assert f"'{remap.get('from')}'" in source
