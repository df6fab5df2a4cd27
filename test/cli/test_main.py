"""The installed command, as a user starts it."""

import subprocess
import sys
from pathlib import Path

import pytest

from vl4ad_ros.cli.main import SUB_COMMANDS

VL4AD = Path(sys.executable).parent / 'vl4ad'


def run(*arguments, python=()):
    start = python or [VL4AD]
    return subprocess.run(
        [*start, *map(str, arguments)], capture_output=True, text=True, timeout=60
    )


def test_help_names_every_sub_command():
    result = run('--help')
    assert result.returncode == 0
    assert all(name in result.stdout for name in SUB_COMMANDS)


@pytest.mark.parametrize('arguments', [['nonsense'], ['demo', '--nonsense'], ['vocabulary', 'x']])
def test_wrong_usage_ends_with_2_and_no_traceback(arguments):
    result = run(*arguments)
    assert result.returncode == 2
    assert 'Traceback' not in result.stderr
    assert 'Usage' in result.stderr


def test_a_group_keeps_its_sub_commands():
    result = run('vocabulary', 'show', 'road')
    assert result.returncode == 0
    assert 'OOD prompt' in result.stdout


def test_a_missing_library_is_one_sentence_that_names_the_extra():
    code = "import sys; sys.modules['torch'] = None; from vl4ad_ros.cli.main import main; main()"
    result = run('parity', 'x', python=[sys.executable, '-c', code])
    assert result.returncode == 2
    assert result.stderr.startswith('error: `vl4ad parity` needs torch')
    assert "pip install '.[export]'" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize('below', ['a_file/streets', 'a_file/of/streets'])
def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path, below):
    (tmp_path / 'a_file').touch()
    result = run('synthesize', 'config/synthetic/demo_drive.yaml', '--out', tmp_path / below)
    assert result.returncode == 2
    assert 'Traceback' not in result.stderr
    assert result.stderr.splitlines()[-1].startswith(f'error: {tmp_path}/a_file')


def test_a_full_disk_is_one_sentence():
    program = (
        'import sys; from vl4ad_ros.cli import bundle, main; '
        "sys.argv[1:] = ['bundle', 'show', 'demo']; "
        "bundle.print_bundle = lambda *_: open('/dev/full', 'wb', 0).write(b'x'); main.main()"
    )
    result = run(python=[sys.executable, '-c', program])
    assert result.returncode == 2
    assert result.stderr == 'error: the disk is full: make room, and start again\n'
