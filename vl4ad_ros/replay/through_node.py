"""A bag through the real node, over DDS, one frame in flight."""

import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from ..dds import local_participants
from ..demo.children import check_ros, node_executable
from ..demo.progress import DONE, WAITING, PlayerProgress, from_line
from ..demo.recording import START_PATIENCE_S
from ..demo.watch import last_lines, logged_error
from ..errors import ReplayError
from ..paths import PACKAGE
from ..processes import ChildProcess
from ..settings import NodeSettings
from .image_bag import ImageBag
from .results import KINDS, output_topic

_POLL_S = 0.05
# What makes every frame count and be answered, and lets old stamps pass.
_LOCKSTEP = {
    'autostart': True,
    'reliability': 'reliable',
    'stale_after': 0.0,
    **{f'publish_{output}': True for output in KINDS},
}


def check_through_node() -> None:
    """Raise DemoError when ROS 2, the messages or the node are missing."""
    check_ros('`vl4ad replay --through-node`')
    node_executable()


def replay_through_node(
    bag: ImageBag,
    settings: NodeSettings,
    out: Path,
    show: Callable[[int], None],
    stop: Callable[[], bool],
) -> None:
    """
    Send every image to a node of its camera, and write what they say into a folder.

    The folder is as that of a replay in code, without its report. `show` is told how many frames
    are done. Raises ReplayError when a process ends on its own, or an answer does not come.
    """
    out.mkdir(exist_ok=True)
    with (
        TemporaryDirectory(prefix='vl4ad_node_') as folder,
        local_participants(Path(folder)) as start,
    ):
        newest = PlayerProgress(WAITING)

        def take(line: str) -> None:
            nonlocal newest
            progress = from_line(line)
            newest = progress if isinstance(progress, PlayerProgress) else newest

        nodes = [
            start(_node_command(number, bag, settings, Path(folder)), None)
            for number in range(len(bag.topics))
        ]
        sender = start(_sender_command(bag, out), take)
        deadline = time.monotonic() + START_PATIENCE_S
        while newest.phase != DONE and not stop():
            show(newest.sent)
            _check(nodes, sender, newest.phase == WAITING, deadline)
            time.sleep(_POLL_S)
        show(newest.sent)


def _check(
    nodes: list[ChildProcess], sender: ChildProcess, is_starting: bool, deadline: float
) -> None:
    for name, child in [*(('node', node) for node in nodes), ('sender', sender)]:
        if child.exit_code:
            child.wait(1.0)  # for its last lines
            last = child.tail[-1] if child.tail else ''
            if last.startswith('error: '):
                raise ReplayError(f'the {name} stopped: {last.removeprefix("error: ")}')
            lines = last_lines(list(child.tail))
            raise ReplayError(f'the {name} ended with exit code {child.exit_code}{lines}')
    if not is_starting:
        return
    for node in nodes:
        if reason := logged_error(node):
            raise ReplayError(f'the node could not start: {reason}')
        if time.monotonic() > deadline:
            lines = last_lines(list(node.tail))
            raise ReplayError(f'the node was not ready within {START_PATIENCE_S:.0f} s{lines}')


def _node_command(number: int, bag: ImageBag, settings: NodeSettings, folder: Path) -> list[str]:
    topic, alone = bag.topics[number], len(bag.topics) == 1
    is_compressed = bag.is_compressed(topic)
    values = asdict(settings) | _LOCKSTEP
    values['image_transport'] = 'compressed' if is_compressed else 'raw'
    parameters = folder / f'parameters_{number}.yaml'
    text = yaml.safe_dump({'/**': {'ros__parameters': values}})
    parameters.write_text(text, encoding='utf-8')
    remaps = {f'~/{output}': output_topic(output, topic, alone) for output in KINDS}
    remaps['image/compressed' if is_compressed else 'image'] = topic
    if not alone:
        remaps['__node'] = f'vl4ad_{number}'
    arguments = [part for old, new in remaps.items() for part in ('-r', f'{old}:={new}')]
    return [
        *(str(node_executable()), '--ros-args', '--params-file', str(parameters)),
        *arguments,
    ]


def _sender_command(bag: ImageBag, out: Path) -> list[str]:
    topics = [part for topic in bag.topics for part in ('--topic', topic)]
    paths = ['--bag', str(bag.path), '--out', str(out)]
    return [sys.executable, '-m', f'{PACKAGE}.ros.lockstep', *paths, *topics]
