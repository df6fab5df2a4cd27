"""The node ends at once, whatever ONNX Runtime is at, and leaves nothing in shared memory."""

import fcntl
import re
import shutil
import signal
import time
from pathlib import Path

import numpy as np
import pytest
import yaml

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

from vl4ad_ros.bundle import file_digest
from vl4ad_ros.dds import clean_shared_memory
from vl4ad_ros.paths import find_bundle

PICTURE = np.zeros((72, 128, 3), np.uint8)
SHARED_MEMORY = Path('/dev/shm')
STEPS, SIDE = 400, 1500


def slow_bundle(folder, when):
    """Return the demo's bundle, multiplying matrices for minutes when it is built or run."""
    onnx = pytest.importorskip('onnx', reason='onnx is not installed: pip install .[export]')
    path = folder / when
    shutil.copytree(find_bundle('demo'), path)
    model = onnx.load(path / 'image.onnx')
    make, graph = onnx.helper.make_node, model.graph
    shape = onnx.numpy_helper.from_array(np.array([SIDE, SIDE]), 'slow_shape')
    seed = onnx.numpy_helper.from_array(np.full((1, 1), 1e-3, np.float32), 'slow_seed')
    zero = onnx.numpy_helper.from_array(np.float32(0), 'slow_zero')
    grey = onnx.numpy_helper.from_array(np.float32(200), 'slow_grey')
    graph.initializer.extend([shape, seed, zero, grey])
    # What depends on no input is computed once and for all when the session is built.
    start = 'slow_seed' if when == 'built' else 'temperature'
    nodes = [make('Expand', [start, 'slow_shape'], ['slow_0'])]
    for step in range(STEPS):
        nodes.append(make('MatMul', [f'slow_{step}', 'slow_0'], [f'slow_{step + 1}a']))
        nodes.append(make('Tanh', [f'slow_{step + 1}a'], [f'slow_{step + 1}']))
    nodes.append(make('ReduceMax', [f'slow_{STEPS}'], ['slow_max'], keepdims=0))
    if when == 'bright':
        nodes = only_for_bright_images(onnx, nodes)
    nodes.append(make('Mul', ['slow_max', 'slow_zero'], ['slow_nothing']))
    for node in graph.node:
        for index, output in enumerate(node.output):
            if output == 'anomaly':
                node.output[index] = 'fast_anomaly'
    nodes.append(make('Add', ['fast_anomaly', 'slow_nothing'], ['anomaly']))
    graph.node.extend(nodes)
    onnx.save(model, path / 'image.onnx')
    manifest = yaml.safe_load((path / 'bundle.yaml').read_text())
    manifest['files']['image.onnx'] = file_digest(path / 'image.onnx')
    (path / 'bundle.yaml').write_text(yaml.safe_dump(manifest, sort_keys=False))
    return path


def only_for_bright_images(onnx, nodes):
    """Return the nodes as a branch that a black image does not take, nor the grey beside it."""
    make, number = onnx.helper.make_node, onnx.TensorProto.FLOAT
    slow_max = onnx.helper.make_tensor_value_info('slow_max', number, [])
    none = onnx.helper.make_tensor_value_info('slow_none', number, [])
    branch = onnx.helper.make_graph(nodes, 'slow', [], [slow_max])
    other = onnx.helper.make_graph(
        [make('Identity', ['slow_zero'], ['slow_none'])], 'fast', [], [none]
    )
    return [
        make('Cast', ['image'], ['slow_numbers'], to=number),
        make('ReduceMax', ['slow_numbers'], ['slow_brightest'], keepdims=0),
        make('Greater', ['slow_brightest', 'slow_grey'], ['slow_is_bright']),
        make('If', ['slow_is_bright'], ['slow_max'], then_branch=branch, else_branch=other),
    ]


def orphans():
    """Return the shared memory of DDS that no process holds."""
    found = set()
    for path in SHARED_MEMORY.iterdir():
        if re.fullmatch(r'fastdds_[0-9a-f]{16}_el', path.name):
            try:
                with path.open('ab') as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            found.add(path.name)
    return found


@pytest.mark.parametrize('by', [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize('slow', ['built', 'run'])  # the session, and the network that warms up
def test_while_the_network_starts(start_node, client, tmp_path, by, slow, in_time):
    before = orphans()
    node = start_node(bundle=str(slow_bundle(tmp_path, slow)))
    client.wait_for(lambda: client.node.count_publishers('/vl4ad/transition_event'), 'the node')
    time.sleep(3)
    start = time.monotonic()
    assert node.stop(by) == 0, '\n'.join(node.tail)
    assert time.monotonic() - start < in_time(2)
    assert orphans() <= before


@pytest.mark.parametrize('by', [signal.SIGINT, signal.SIGTERM])
def test_while_a_frame_is_computed(start_node, client, tmp_path, by, in_time):
    before = orphans()
    node = start_node(bundle=str(slow_bundle(tmp_path, 'bright')))
    client.wait_until_matched()
    client.process(client.image(PICTURE))
    client.images.publish(client.image(PICTURE + 255))
    client.wait_for(lambda: client.counters().get('frames_waiting') == '1', 'a frame at work')
    start = time.monotonic()
    assert node.stop(by) == 0, '\n'.join(node.tail)
    assert time.monotonic() - start < in_time(2)
    assert not any('rejected' in line for line in node.tail), 'the frame was given up in silence'
    assert orphans() <= before


def test_what_a_killed_node_leaves_is_cleaned_up(start_node, client):
    before = orphans()
    node = start_node()
    client.wait_until_matched()
    time.sleep(1)  # what is younger may still be about to be locked
    node.ask_to_end(signal.SIGKILL)
    node.wait(10)
    assert orphans() - before, 'a killed process leaves its shared memory'
    clean_shared_memory()
    assert not orphans() - before
