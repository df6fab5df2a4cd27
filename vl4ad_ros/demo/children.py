"""The three processes of a demonstration and how they are started."""

import shutil
import sys
import sysconfig
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import yaml

from ..errors import DemoError
from ..paths import PACKAGE, share_directory
from .prompts import PromptRequest
from .topics import COMPRESSED, IMAGE

NODE = 'vl4ad_node'
_INSTALL = "install with `pip install '.[ros,demo]'`, or use a sourced ROS 2 installation"


def check_ros(asker: str = 'the demo') -> None:
    """Raise DemoError when ROS 2 or this package's messages are missing."""
    for module, what in (('rclpy', 'ROS 2'), (f'{PACKAGE}.msg', 'the messages of vl4ad_ros')):
        if find_spec(module) is None:
            raise DemoError(f'{asker} needs {what}, which this Python does not find: {_INSTALL}')


def node_command(bundle: Path, folder: Path, cameras: Sequence[str] = ('',)) -> list[str]:
    """Return the command of the installed node; its parameters are written into the folder."""
    parameters = folder / 'parameters.yaml'
    # A drive that is over is no camera that failed: no word about silence is recorded.
    own = {'bundle': str(bundle.resolve()), 'silent_after': 0.0, 'cameras': list(cameras)}
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


def cameras_command(drive: Path, cameras: Sequence[str]) -> list[str]:
    """Return the command that plays the drive again and again, a view to each camera."""
    named = [part for name in cameras for part in ('--camera', name)]
    return [*player_command(drive), '--loop', *named]


def client_command(
    file: Path, drive: str, cameras: Sequence[str], requests: Sequence[PromptRequest]
) -> list[str]:
    """Return the command of a client that asks for prompts, and records what comes of it."""
    named = [part for name in cameras for part in ('--camera', name)]
    asked = [part for request in requests for part in ('--add-prompt', str(request))]
    module = f'{PACKAGE}.ros.client'
    return [sys.executable, '-m', module, '--file', str(file), '--drive', drive, *named, *asked]


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
