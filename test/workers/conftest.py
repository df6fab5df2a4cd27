"""Jobs that can be sent to another process: in a module that any process finds."""

import importlib
import sys

import pytest

MODULE = """
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from vl4ad_ros.errors import ImageError


@dataclass(frozen=True)
class Job:
    folder: Path
    name: str
    size: int


def leave_a_file(job, on_done):
    (job.folder / job.name).write_text(str(os.getpid()))
    on_done(job.size)


def fail(job, on_done):
    raise ImageError('bad_step', f'{job.name} is no picture')


def die_once(job, on_done):
    died = job.folder / 'died'
    if job.name == '3' and not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    leave_a_file(job, on_done)


def die(job, on_done):
    os.kill(os.getpid(), signal.SIGKILL)


def linger_but_first(job, on_done):
    leave_a_file(job, on_done)
    time.sleep(0 if job.name == '1' else 60)
"""


@pytest.fixture
def work(tmp_path, monkeypatch):
    (tmp_path / 'jobs_of_test.py').write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    module = importlib.import_module('jobs_of_test')
    yield importlib.reload(module)
    monkeypatch.delitem(sys.modules, 'jobs_of_test')


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / 'done'
    made.mkdir()
    return made


@pytest.fixture
def jobs(work, folder):
    return [work.Job(folder, str(number), number) for number in range(1, 6)]
