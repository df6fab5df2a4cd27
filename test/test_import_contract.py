"""Which part may import what, with no exceptions; docs/architecture.md says why."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from vl4ad_ros.paths import share_directory

PACKAGE = share_directory() / 'vl4ad_ros'
FILES = sorted(PACKAGE.rglob('*.py'))
ROS = {
    'builtin_interfaces',
    'diagnostic_msgs',
    'foxglove_msgs',
    'geometry_msgs',
    'lifecycle_msgs',
    'rcl_interfaces',
    'rclpy',
    'sensor_msgs',
    'std_msgs',
    'tf2_msgs',
    'vision_msgs',
    'visualization_msgs',
    'vl4ad_ros.msg',
}
TORCH = {'torch', 'torchvision', 'open_clip', 'timm', 'onnx', 'onnxscript'}
TORCH_PARTS = {'bench_torch', 'model', 'encoder', 'export', 'training'}


def imports(path):
    """Return every module a file imports, at any depth, with relative names resolved."""
    package = ['vl4ad_ros', *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = '.'.join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f'{module}.{alias.name}' for alias in node.names)


def part_of(path):
    """Return the sub-package, or the module's name at the top level."""
    return path.relative_to(PACKAGE).parts[0].removesuffix('.py')


def uses(path, modules):
    return sorted(
        name
        for name in imports(path)
        if any(name == module or name.startswith(f'{module}.') for module in modules)
    )


def violations(modules, but_in):
    """Return what the files outside some parts import of the modules."""
    found = {path: uses(path, modules) for path in FILES if part_of(path) not in but_in}
    return {str(path.relative_to(PACKAGE)): names for path, names in found.items() if names}


def test_the_reader_of_imports_sees_them():
    assert uses(PACKAGE / 'ros' / 'node.py', ROS)
    assert uses(PACKAGE / 'model' / 'network.py', {'torch'})
    assert uses(PACKAGE / 'pipeline.py', {'vl4ad_ros.engine'})


def test_only_ros_imports_ros():
    assert violations(ROS | {'vl4ad_ros.ros'}, but_in={'ros'}) == {}


def test_only_the_network_and_its_makers_import_torch():
    assert violations(TORCH, but_in=TORCH_PARTS) == {}


def test_nothing_imports_the_command_line():
    assert violations({'vl4ad_ros.cli'}, but_in={'cli'}) == {}


def test_the_network_imports_torch_alone():
    allowed = ('torch', 'vl4ad_ros.model', 'vl4ad_ros.errors')
    for path in FILES:
        if part_of(path) == 'model':
            foreign = [
                name
                for name in imports(path)
                if name.split('.')[0] not in sys.stdlib_module_names
                and not name.startswith(allowed)
            ]
            assert foreign == [], path


def test_a_running_node_needs_no_torch():
    pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')
    code = (
        'import sys, vl4ad_ros.ros.node; '
        f'loaded = {TORCH!r} & set(sys.modules); sys.exit(f"loaded: {{loaded}}" if loaded else 0)'
    )
    result = subprocess.run(
        [sys.executable, '-c', code], capture_output=True, text=True, cwd=Path('/')
    )
    assert result.returncode == 0, result.stderr
