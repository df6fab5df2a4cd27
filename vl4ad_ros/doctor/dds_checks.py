"""What carries the images: middleware, its profile, shared memory and kernel buffers."""

import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..dds import OLDER_PROFILE_VARIABLE, PROFILE_VARIABLE, profile_variable
from ..paths import share_directory
from .finding import Finding, failed, ok, warning
from .probe import RosReport

FAST_DDS = 'rmw_fastrtps_cpp'
SMALLEST_SEGMENT = 16 << 20  # holds two images of 1080p
FREE_FOR_COMFORT, FREE_AT_LEAST = 512 << 20, 128 << 20
SMALLEST_RECEIVE_BUFFER = 4 << 20
_MANY_STALE = 20
_SEGMENT = re.compile(r'(?:sem\.)?fastdds_\w+')


def check_middleware(report: RosReport) -> Finding:
    """Tell which RMW is used."""
    name = report.middleware
    if not name:
        return failed('middleware', 'unknown, for there is no ROS 2', 'see ROS 2')
    if name == FAST_DDS:
        return ok('middleware', name)
    return warning(
        'middleware',
        f'{name}: the shipped profile is for {FAST_DDS}',
        'docs/robot.md has the settings for large images on Cyclone DDS and Zenoh',
    )


def check_profile(environment: Mapping[str, str], middleware: str) -> Finding:
    """Tell whether Fast DDS has a profile with room for camera images."""
    name = 'DDS profile'
    if middleware not in ('', FAST_DDS):
        return ok(name, f'{middleware} has settings of its own')
    remedy = f'export {profile_variable()}={share_directory()}/config/fastdds.xml'
    path = environment.get(PROFILE_VARIABLE) or environment.get(OLDER_PROFILE_VARIABLE)
    if not path:
        return warning(
            name,
            "Fast DDS runs with its defaults, whose shared memory is too small for a camera's "
            'images',
            f'{remedy}, for the camera driver too; the launch files of vl4ad_ros do it for the '
            'node',
        )
    try:
        root = ElementTree.parse(path).getroot()
    except FileNotFoundError:
        return failed(name, f'{path} does not exist, so Fast DDS uses its defaults', remedy)
    except (OSError, ElementTree.ParseError) as error:
        return failed(name, f'{path} cannot be read ({error}): Fast DDS ignores it', remedy)
    sizes = [int(size) for size in _texts(root, 'segment_size') if size.isdigit()]
    if max(sizes, default=0) < SMALLEST_SEGMENT:
        return warning(
            name, f'{path} has no shared-memory segment of {_mib(SMALLEST_SEGMENT)}', remedy
        )
    return ok(name, f'{path}, a segment of {_mib(max(sizes))}')


def check_shared_memory(folder: Path) -> Finding:
    """Tell whether there is room for the segments of several processes."""
    name = 'shared memory'
    if not folder.is_dir():
        return failed(name, f'there is no {folder}', 'mount a tmpfs there')
    usage = shutil.disk_usage(folder)
    sentence = f'{_mib(usage.free)} of {_mib(usage.total)} free in {folder}'
    remedy = (
        f'enlarge it: `mount -o remount,size=2G {folder}`, with Docker `--shm-size=2g` or '
        '`--ipc=host`'
    )
    if usage.free < FREE_AT_LEAST:
        return failed(name, sentence, remedy)
    return (
        ok(name, sentence) if usage.free >= FREE_FOR_COMFORT else warning(name, sentence, remedy)
    )


def check_stale_segments(folder: Path, processes: Path) -> Finding:
    """Tell whether processes that were killed have left their segments behind."""
    name = 'left-over segments'
    if not folder.is_dir():
        return ok(name, 'none')
    files = {path.name: path for path in folder.iterdir() if _SEGMENT.fullmatch(path.name)}
    used = _segments_in_use(processes)
    stale = [path for file, path in files.items() if _segment_of(file) not in used]
    size = sum(_size(path) for path in stale)
    sentence = f'{len(stale)} of {len(files)} files of Fast DDS belong to no process, {_mib(size)}'
    if len(stale) < _MANY_STALE and size < FREE_AT_LEAST:
        return ok(name, sentence)
    return warning(
        name,
        sentence,
        f'`fastdds shm clean`, or when no ROS node runs: `rm {folder}/*fastdds_*`',
    )


def check_kernel_buffers(file: Path) -> Finding:
    """Tell whether images of cameras on other machines fit into the socket's buffer."""
    name = 'kernel buffers'
    try:
        size = int(file.read_text())
    except (OSError, ValueError):
        return ok(name, 'net.core.rmem_max cannot be read here, as in most containers')
    sentence = f'net.core.rmem_max is {size} bytes'
    if size < SMALLEST_RECEIVE_BUFFER:
        return warning(
            name,
            f'{sentence}: large images of cameras on other machines would be lost',
            'sudo sysctl -w net.core.rmem_max=2147483647 (and into /etc/sysctl.d/)',
        )
    return ok(name, sentence)


def _segments_in_use(processes: Path) -> set[str]:
    """Return the names of the segments that some process has mapped."""
    used: set[str] = set()
    for maps in processes.glob('[0-9]*/maps'):
        try:
            used |= {_segment_of(file) for file in _SEGMENT.findall(maps.read_text())}
        except OSError:  # it has ended meanwhile, or is somebody else's
            continue
    return used


def _segment_of(file: str) -> str:
    """Return the segment that a file, its lock or its semaphore belongs to."""
    return re.sub(r'_(?:el|sl|mutex)$', '', file.removeprefix('sem.'))


def _size(path: Path) -> int:
    try:
        return path.stat().st_blocks * 512  # what it really takes
    except OSError:
        return 0


def _texts(root: ElementTree.Element, tag: str) -> Iterable[str]:
    for element in root.iter():
        if element.tag.rpartition('}')[2] == tag and element.text:
            yield element.text.strip()


def _mib(size: int) -> str:
    return f'{size / (1 << 20):.0f} MiB'
