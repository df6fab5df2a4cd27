import multiprocessing
import os
import time

import pytest

from vl4ad_ros.errors import ImageError, WorkerError
from vl4ad_ros.workers.workers import Needs, open_workers

ALL = {'1', '2', '3', '4', '5'}


@pytest.mark.parametrize(('count', 'title'), [(0, 'one process'), (2, '2 processes')])
def test_every_job_is_done_and_told(count, title, work, jobs, folder):
    done = []
    with open_workers(count) as workers:
        workers.run(work.leave_a_file, jobs, done.append, Needs())
        workers.run(work.leave_a_file, [], done.append, Needs())
    assert workers.title == title
    assert {path.name for path in folder.iterdir()} == ALL
    assert sorted(done) == [1, 2, 3, 4, 5]
    here = str(os.getpid())
    assert ({path.read_text() for path in folder.iterdir()} == {here}) == (count == 0)


@pytest.mark.parametrize('count', [0, 2])
def test_what_a_job_raises_is_raised_here(count, work, jobs):
    with (
        pytest.raises(ImageError, match='is no picture') as raised,
        open_workers(count) as workers,
    ):
        workers.run(work.fail, jobs, print, Needs())
    assert raised.value.reason == 'bad_step'


def test_a_lost_process_is_one_sentence(work, jobs):
    with (
        pytest.raises(WorkerError, match='ended from outside'),
        open_workers(2) as workers,
    ):
        workers.run(work.die, jobs, print, Needs())


def test_ctrl_c_does_not_wait_for_what_is_at_hand(work, jobs, folder):
    before = set(multiprocessing.active_children())

    def interrupt(done):
        raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), open_workers(2) as workers:
        workers.run(work.linger_but_first, jobs, interrupt, Needs())
    while set(multiprocessing.active_children()) - before:  # joined by a thread of the pool
        assert time.monotonic() - started < 30
        time.sleep(0.05)
    assert '1' in {path.name for path in folder.iterdir()}
