"""A real node in a process of its own, and a client that knows only topics and messages."""

import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import yaml

rclpy = pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

from diagnostic_msgs.msg import DiagnosticArray  # noqa: E402
from lifecycle_msgs.msg import Transition  # noqa: E402
from lifecycle_msgs.srv import ChangeState, GetState  # noqa: E402
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor  # noqa: E402
from rclpy.signals import SignalHandlerOptions  # noqa: E402
from sensor_msgs.msg import CompressedImage, Image  # noqa: E402
from vl4ad_ros.msg import HazardArray  # noqa: E402

from vl4ad_ros.dds import end_participants, isolated_environment, reserved_domain  # noqa: E402
from vl4ad_ros.processes import ChildProcess  # noqa: E402

NODE = str(Path(sys.executable).parent / 'vl4ad_node')
TOPIC = '/camera/image_raw'
PATIENCE_S = 40.0


@pytest.fixture(scope='session')
def ros_environment():
    """The environment of a domain that belongs to this test process alone."""
    with reserved_domain() as domain_id:
        environment = isolated_environment(domain_id)
        os.environ.update(environment)
        # Signals are for the tests: rclpy would end itself, and keep Ctrl-C from others.
        rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
        yield environment
        rclpy.try_shutdown()


class Client:
    """Publishes images to the node and keeps every message that comes back."""

    def __init__(self):
        self.node = rclpy.create_node('client')
        self.received = {}
        self.executor = SingleThreadedExecutor()
        self.executor.add_node(self.node)
        self.thread = threading.Thread(target=self._spin)
        self.thread.start()
        self.images = self.node.create_publisher(Image, TOPIC, 10)
        self.listen(HazardArray, '/vl4ad/hazards')
        self.listen(DiagnosticArray, '/diagnostics')

    def _spin(self):
        with suppress(ExternalShutdownException):
            self.executor.spin()

    def listen(self, kind, topic):
        messages = self.received[topic] = []
        self.node.create_subscription(kind, topic, messages.append, 50)

    @property
    def hazard_arrays(self):
        return self.received['/vl4ad/hazards']

    def counters(self, name='vl4ad: camera'):
        """Return the newest diagnostics of that name, or nothing."""
        for message in reversed(self.received['/diagnostics']):
            for status in message.status:
                if status.name == name:
                    values = {pair.key: pair.value for pair in status.values}
                    return {'level': status.level, 'message': status.message, **values}
        return {}

    def wait_for(self, condition, what):
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            value = condition()
            if value:
                return value
            time.sleep(0.02)
        pytest.fail(f'{what} did not happen within {PATIENCE_S} s; {self.counters()}')

    def wait_until_matched(self, publisher=None):
        """Wait until images reach the node and its messages reach this client."""
        publisher = publisher or self.images
        self.wait_for(publisher.get_subscription_count, 'the subscription of the node')
        self.wait_for(lambda: self.received['/diagnostics'], 'the first diagnostics')

    def image(self, pixels, encoding='rgb8', **changes):
        """Return a message with a stamp of now; `changes` damage it."""
        pixels = np.ascontiguousarray(pixels)
        message = Image(
            height=pixels.shape[0],
            width=pixels.shape[1],
            step=pixels[0].nbytes,
            encoding=encoding,
        )
        message.data.frombytes(pixels.tobytes())
        message.header.frame_id = 'camera_optical_frame'
        message.header.stamp = self.node.get_clock().now().to_msg()
        for name, value in changes.items():
            setattr(message, name, value)
        return message

    def compressed(self, data, image_format='jpeg'):
        message = CompressedImage(format=image_format, data=bytes(data))
        message.header.stamp = self.node.get_clock().now().to_msg()
        return message

    def process(self, message, publisher=None):
        """Publish one image and return the hazards found in it."""
        count = len(self.hazard_arrays)
        (publisher or self.images).publish(message)
        self.wait_for(lambda: len(self.hazard_arrays) > count, 'a HazardArray')
        return self.hazard_arrays[-1]

    def is_configured(self):
        """Tell whether the node offers anything of what it has when it is configured."""
        services = [name for name, _ in self.node.get_service_names_and_types()]
        topics = ('/vl4ad/hazards', '/vl4ad/score', '/diagnostics')
        return '/vl4ad/get_vocabulary' in services or any(map(self.node.count_publishers, topics))

    def lifecycle_state(self):
        return self.call(GetState, '/vl4ad/get_state', GetState.Request()).current_state.label

    def change_state(self, transition_id):
        request = ChangeState.Request(transition=Transition(id=transition_id))
        return self.call(ChangeState, '/vl4ad/change_state', request).success

    def call(self, kind, name, request):
        service = self.node.create_client(kind, name)
        self.wait_for(service.service_is_ready, f'the service {name}')
        future = service.call_async(request)
        self.wait_for(future.done, f'the answer of {name}')
        self.node.destroy_client(service)
        return future.result()

    def close(self):
        self.executor.shutdown()
        self.thread.join()
        self.node.destroy_node()


@pytest.fixture
def client(ros_environment):
    client = Client()
    yield client
    client.close()


@pytest.fixture
def in_time():
    """Return a function that turns a promised time into one that a busy machine can keep."""

    def stretched(promised_s):
        return promised_s * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))

    return stretched


@pytest.fixture(scope='session')
def embeddings(tmp_path_factory):
    """Where nodes keep the embeddings of vocabularies: the first of the tests makes them."""
    return tmp_path_factory.mktemp('cache')


@pytest.fixture
def start_node(ros_environment, tmp_path, embeddings):
    """Return a function that starts the installed node with parameters from a YAML file."""
    children = []

    def start(*arguments, **parameters):
        # Reliable, so that a test may count its images; no word about silence, for the same.
        parameters = {'reliability': 'reliable', 'silent_after': 0.0, **parameters}
        file = tmp_path / f'parameters_{len(children)}.yaml'
        file.write_text(yaml.safe_dump({'vl4ad': {'ros__parameters': parameters}}))
        command = [NODE, '--ros-args', '--params-file', str(file), '-r', f'image:={TOPIC}']
        command += ['-r', f'image/compressed:={TOPIC}/compressed', *arguments]
        environment = {**ros_environment, 'XDG_CACHE_HOME': str(embeddings)}
        children.append(ChildProcess(command, environment))
        return children[-1]

    yield start
    end_participants(children)
