"""A cluster of two workers on this machine, some of which are killed."""

import json
import os
import signal
import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

pytest.importorskip('ray', reason="clusters need Ray: pip install '.[cluster]'")

import ray
from ray.cluster_utils import Cluster

from vl4ad_ros.cli.main import app
from vl4ad_ros.errors import ImageError, WorkerError
from vl4ad_ros.workers.workers import Needs, open_workers

FRAMES = 10
SIZE = HEIGHT, WIDTH = 360, 640


@pytest.fixture(scope='module')
def address():
    cluster = Cluster(
        initialize_head=True,
        head_node_args={
            'num_cpus': 2,
            'include_dashboard': False,
            'object_store_memory': 80 << 20,
        },
    )
    yield cluster.address
    cluster.shutdown()


@pytest.fixture
def by_value(work):
    """Send the test's own module along, which the workers do not have."""
    ray.cloudpickle.register_pickle_by_value(work)
    yield work
    ray.cloudpickle.unregister_pickle_by_value(work)


def test_a_killed_worker_is_replaced(address, by_value, jobs, folder):
    done = []
    with open_workers(ray_address=address) as workers:
        workers.run(by_value.die_once, jobs, done.append, Needs())
        assert (folder / 'died').exists()
        assert sorted(done) == [1, 2, 3, 4, 5]
        assert {'1', '2', '3', '4', '5'} <= {path.name for path in folder.iterdir()}
        with pytest.raises(ImageError, match='is no picture') as raised:
            workers.run(by_value.fail, jobs, done.append, Needs(threads=64))
        assert raised.value.reason == 'bad_step'
        with pytest.raises(WorkerError, match='lost with its worker 4 times'):
            workers.run(by_value.die, jobs[:1], done.append, Needs())
        with pytest.raises(WorkerError, match='offers a GPU: give --provider cpu'):
            workers.run(by_value.leave_a_file, jobs, done.append, Needs(gpu=True))


@pytest.mark.parametrize(
    ('given', 'complaint'),
    [
        ('127.0.0.1:1', "no Ray cluster can be used at '127.0.0.1:1'"),
        ('nowhere', "no Ray cluster can be used at 'nowhere'"),
    ],
)
def test_where_there_is_no_cluster_it_is_said_at_once(given, complaint):
    with pytest.raises(WorkerError, match=complaint), open_workers(ray_address=given):
        pass


def test_the_size_of_a_running_cluster_is_its_own():
    with (
        pytest.raises(WorkerError, match='leave --workers out'),
        open_workers(3, '127.0.0.1:6379'),
    ):
        pass


class Killer(threading.Thread):
    """Kills the first worker of our own cluster that is busy with a function."""

    def __init__(self, function):
        super().__init__(daemon=True)
        self.title = f'ray::{function}'.encode()
        self.killed = None
        self.ended = threading.Event()

    def run(self):
        while self.killed is None and not self.ended.is_set():
            for process in Path('/proc').glob('[0-9]*'):
                if self.is_busy(process):
                    os.kill(int(process.name), signal.SIGKILL)
                    self.killed = process.name
                    return
            time.sleep(0.002)

    def is_busy(self, process):
        try:
            if not (process / 'cmdline').read_bytes().startswith(self.title):
                return False
            raylet = Path('/proc') / parent_of(process)
            return parent_of(raylet) == str(os.getpid())
        except OSError:  # it has ended in the meantime
            return False


def parent_of(process):
    return (process / 'stat').read_text().rpartition(')')[2].split()[1]


@pytest.fixture
def data_set(tmp_path):
    """A data set large enough for a worker to be killed over it."""
    track, scores = tmp_path / 'data' / 'dataset_AnomalyTrack', tmp_path / 'scores'
    for folder in (track / 'images', track / 'labels_masks', scores):
        folder.mkdir(parents=True)
    for index in range(FRAMES):
        random = np.random.default_rng(index)
        name = f'validation{index:04d}'
        label = np.zeros(SIZE, np.uint8)
        top, left = random.integers(0, 200), random.integers(0, 400)
        label[top : top + 100, left : left + 150] = 1
        score = random.random(SIZE, np.float32) * 0.6 + 0.3 * (label == 1)
        cv2.imwrite(str(track / 'images' / f'{name}.jpg'), np.zeros((*SIZE, 3), np.uint8))
        cv2.imwrite(str(track / 'labels_masks' / f'{name}_labels_semantic.png'), label)
        np.save(scores / f'{name}.npy', score.astype(np.float32))
    return tmp_path / 'data', scores


def figures(out):
    """Return all that a run says, but for how it was run."""
    report = json.loads((out / 'report.json').read_text())
    del report['run']
    return json.dumps(report), (out / 'frames.npz').read_bytes()


@pytest.mark.parametrize('function', ['_count_unit', '_judge_unit'])
def test_an_evaluation_with_a_killed_worker_is_the_plain_one(
    function, address, data_set, tmp_path
):
    root, scores = data_set
    command = ['evaluate', '--dataset', 'roadanomaly21', '--root', root, '--scores', scores]

    def evaluate(out, *options):
        arguments = map(str, [*command, '--out', tmp_path / out, *options])
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == 0, result.output + repr(result.exception)
        return figures(tmp_path / out)

    plain = evaluate('plain')
    killer = Killer(function)
    killer.start()
    ray_run = evaluate('ray', '--ray', address)
    killer.ended.set()
    killer.join()
    assert killer.killed
    assert ray_run == plain
