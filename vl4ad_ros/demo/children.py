"""The three processes of a demonstration and how they are started."""

import shutil
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import yaml

from ..errors import DemoError
from ..paths import PACKAGE, share_directory
from .topics import COMPRESSED, IMAGE

NODE = 'vl4ad_node'
_INSTALL = "install with `pip install '.[ros,demo]'`, or use a sourced ROS 2 installation"


def check_ros(asker: str = 'the demo') -> None:
    """Raise DemoError when ROS 2 or this package's messages are missing."""
    for module, what in (('rclpy', 'ROS 2'), (f'{PACKAGE}.msg', 'the messages of vl4ad_ros')):
        if find_spec(module) is None:
            raise DemoError(f'{asker} needs {what}, which this Python does not find: {_INSTALL}')


def node_command(bundle: Path, folder: Path) -> list[str]:
    """Return the command of the installed node; its parameters are written into the folder."""
    parameters = folder / 'parameters.yaml'
    # A drive that is over is no camera that failed: no word about silence is recorded.
    own = {'bundle': str(bundle.resolve()), 'silent_after': 0.0}
    values = {'/**': {'ros__parameters': own}}
    parameters.write_text(yaml.safe_dump(values), encoding='utf-8')
    return [
        *(str(node_executable()), '--ros-args'),
        *('--params-file', str(share_directory() / 'config/vl4ad.yaml')),
        *('--params-file', str(parameters)),
        *('-r', f'image:={IMAGE}', '-r', f'image/compressed:={COMPRESSED}'),
    ]


def recorder_command(file: Path, drive: str) -> list[str]:
    """Return the command that records into the file."""
    module = f'{PACKAGE}.ros.recorder'
    return [sys.executable, '-m', module, '--file', str(file), '--drive', drive]


def player_command(drive: Path) -> list[str]:
    """Return the command that plays the drive once."""
    return [sys.executable, '-m', f'{PACKAGE}.ros.player', '--drive', str(drive)]


def node_executable() -> Path:
    """Return the installed node; raises DemoError when there is none."""
    # colcon installs it beside the shared files, pip where it installs all scripts.
    installed = share_directory().parents[1] / 'lib' / PACKAGE / NODE
    script = Path(sysconfig.get_path('scripts')) / NODE
    for path in (installed, script):
        if path.is_file():
            return path
    if found := shutil.which(NODE):
        return Path(found)
    raise DemoError(f'the executable {NODE} is not installed: {_INSTALL}')
