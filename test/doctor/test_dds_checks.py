"""Middleware, profile, shared memory and kernel buffers, on files made here."""

import os
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

import pytest

from vl4ad_ros.doctor.dds_checks import (
    check_kernel_buffers,
    check_middleware,
    check_profile,
    check_shared_memory,
    check_stale_segments,
)
from vl4ad_ros.doctor.finding import State
from vl4ad_ros.doctor.probe import RosReport
from vl4ad_ros.paths import share_directory

SHIPPED = str(share_directory() / 'config/fastdds.xml')
SMALL = (
    '<dds><profiles><transport><segment_size>500000</segment_size></transport></profiles></dds>'
)


@pytest.mark.parametrize(
    ('content', 'state', 'part'),
    [
        pytest.param(Path(SHIPPED).read_text(), State.OK, 'a segment of 64 MiB', id='shipped'),
        pytest.param(SMALL, State.WARNING, 'no shared-memory segment of 16 MiB', id='small'),
        pytest.param('<dds/>', State.WARNING, 'no shared-memory segment', id='none'),
        pytest.param('<dds><profiles>', State.FAILED, 'cannot be read', id='cut short'),
        pytest.param(None, State.FAILED, 'does not exist', id='missing'),
    ],
)
@pytest.mark.parametrize('kind', ['FASTDDS', 'FASTRTPS'])
def test_the_profile_is_read(tmp_path, content, state, part, kind):
    path = tmp_path / 'profile.xml'
    if content is not None:
        path.write_text(content)
    environment = {f'{kind}_DEFAULT_PROFILES_FILE': str(path)}
    finding = check_profile(environment, 'rmw_fastrtps_cpp')
    assert finding.state is state
    assert part in finding.sentence
    assert bool(finding.remedy) is (state is not State.OK)


@pytest.mark.parametrize(
    ('distro', 'variable'),
    [
        ('humble', 'FASTRTPS_DEFAULT_PROFILES_FILE'),
        ('jazzy', 'FASTRTPS_DEFAULT_PROFILES_FILE'),
        ('lyrical', 'FASTDDS_DEFAULT_PROFILES_FILE'),
        ('', 'FASTDDS_DEFAULT_PROFILES_FILE'),
    ],
)
def test_without_a_profile_the_remedy_names_the_variable_of_the_distribution(
    monkeypatch, distro, variable
):
    monkeypatch.setenv('ROS_DISTRO', distro)
    finding = check_profile({}, 'rmw_fastrtps_cpp')
    assert finding.state is State.WARNING
    assert finding.remedy.startswith(f'export {variable}={SHIPPED}')


def test_other_middlewares_need_other_settings():
    report = RosReport(middleware='rmw_zenoh_cpp')
    assert check_middleware(report).state is State.WARNING
    assert check_profile({}, 'rmw_zenoh_cpp').state is State.OK
    assert check_middleware(RosReport(middleware='rmw_fastrtps_cpp')).state is State.OK
    assert check_middleware(RosReport(error='x')).state is State.FAILED


def test_shared_memory_is_measured(tmp_path):
    assert 'MiB free' in check_shared_memory(tmp_path).sentence
    assert check_shared_memory(tmp_path / 'nowhere').state is State.FAILED


def test_segments_of_processes_that_were_killed_are_found(tmp_path):
    processes = tmp_path / 'proc'
    for number, mapped in enumerate(['fastdds_0abc', 'sem.fastdds_port7411_mutex']):
        maps = processes / str(number) / 'maps'
        maps.parent.mkdir(parents=True)
        maps.write_text(f'7f00-7f01 rw-s 0 00:1a 1   /dev/shm/{mapped}\n')
    folder = tmp_path / 'shm'
    folder.mkdir()
    alive = ['fastdds_0abc', 'fastdds_0abc_el', 'fastdds_port7411', 'sem.fastdds_port7411_mutex']
    stale = [f'fastdds_{number:04x}' for number in range(20)]
    for name in [*alive, *stale, 'somebody_elses']:
        (folder / name).write_bytes(b'')
    finding = check_stale_segments(folder, processes)
    assert finding.state is State.WARNING
    assert finding.sentence.startswith('20 of 24 files')
    (folder / stale[0]).unlink()
    assert check_stale_segments(folder, processes).state is State.OK


def test_a_segment_that_is_mapped_is_in_use(tmp_path):
    memory = SharedMemory(name=f'fastdds_{os.getpid():08x}', create=True, size=4096)
    (tmp_path / memory.name).write_bytes(b'')  # a folder of its own: others run here too
    try:
        in_use = check_stale_segments(tmp_path, Path('/proc')).sentence
        memory.close()
        left = check_stale_segments(tmp_path, Path('/proc')).sentence
    finally:
        memory.unlink()
    assert in_use.startswith('0 of 1')
    assert left.startswith('1 of 1')


@pytest.mark.parametrize(
    ('content', 'state'),
    [('212992\n', State.WARNING), ('2147483647\n', State.OK), (None, State.OK)],
)
def test_kernel_buffers(tmp_path, content, state):
    file = tmp_path / 'rmem_max'
    if content is not None:
        file.write_text(content)
    assert check_kernel_buffers(file).state is state
