"""A process whose context is shut down at the worst moment ends in order."""

import os
import subprocess
import sys

import pytest

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

# A waitable is asked for its entities after rclpy has looked at the context and before it makes a
# wait set of it: the one moment at which a shutdown is an error of the wait set.
CODE = """
import sys
import rclpy
from rclpy.node import Node
from rclpy.waitable import NumberOfEntities, Waitable
from vl4ad_ros.ros.spinning import spin_until_shutdown

class Moment(Waitable):
    def __enter__(self): pass
    def __exit__(self, *error): pass
    def get_num_entities(self):
        if sys.argv[1] == 'shutdown':
            node.context.shutdown()
            return NumberOfEntities()
        raise RuntimeError('something else')
    def add_to_wait_set(self, wait_set): pass
    def is_ready(self, wait_set): return False
    def take_data(self): pass
    async def execute(self, taken): pass

rclpy.init()
node = Node('spinner')
node.add_waitable(Moment(node.default_callback_group))
spin_until_shutdown(node)
print('the file is closed')
"""


def run(moment, environment):
    command = [sys.executable, '-c', CODE, moment]
    environment = {**os.environ, **environment}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_a_shutdown_before_the_wait_set_is_an_end(ros_environment):
    result = run('shutdown', ros_environment)
    assert result.returncode == 0, result.stderr
    assert 'the file is closed' in result.stdout


def test_any_other_error_is_one(ros_environment):
    result = run('else', ros_environment)
    assert result.returncode == 1
    assert 'something else' in result.stderr
