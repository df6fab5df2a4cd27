"""What a user may do at the wrong moment, while images come."""

import threading
import time

import numpy as np
import pytest

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

from lifecycle_msgs.msg import Transition
from std_srvs.srv import SetBool
from vl4ad_ros.srv import AddOodPrompts, GetVocabulary

PICTURE = np.random.default_rng(0).integers(0, 255, (90, 160, 3), np.uint8)
DOWN = Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_CLEANUP
UP = Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE


class Camera:
    """Publishes images for as long as the block lasts."""

    def __init__(self, client, period_s=0.05):
        self._client, self._period_s = client, period_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self):
        while not self._stop.wait(self._period_s):
            self._client.images.publish(self._client.image(PICTURE))

    def __enter__(self):
        self._thread.start()

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()


def test_the_node_is_taken_down_while_prompts_are_embedded(start_node, client):
    node = start_node(vocabulary='road')
    client.wait_until_matched()
    with Camera(client):
        service = client.node.create_client(AddOodPrompts, '/vl4ad/add_ood_prompts')
        client.wait_for(service.service_is_ready, 'the service')
        prompts = [f'thing number {time.time_ns()} {number}' for number in range(200)]
        for _ in range(2):  # the second one waits for the first
            service.call_async(AddOodPrompts.Request(prompts=prompts))
        time.sleep(0.5)
        for step in (*DOWN, *UP):
            assert client.change_state(step), '\n'.join(node.tail)
        count = len(client.hazard_arrays)
        client.wait_for(lambda: len(client.hazard_arrays) > count, 'an answer after all')
    assert client.call(GetVocabulary, '/vl4ad/get_vocabulary', GetVocabulary.Request()).names
    assert not any('Traceback' in line for line in node.tail), '\n'.join(node.tail)


def test_the_node_goes_up_and_down_and_on_and_off_while_images_come(start_node, client):
    node = start_node(vocabulary='road')
    client.wait_until_matched()
    with Camera(client):
        for _ in range(3):
            for step in (*DOWN, *UP):
                assert client.change_state(step), '\n'.join(node.tail)
        for number in range(20):
            request = SetBool.Request(data=bool(number % 2))
            assert client.call(SetBool, '/vl4ad/enable', request).success
        count = len(client.hazard_arrays)
        client.wait_for(lambda: len(client.hazard_arrays) > count + 3, 'answers after all')
    client.wait_for(lambda: client.counters().get('frames_waiting') == '0', 'the end of work')
    counts = {key: int(n) for key, n in client.counters().items() if key.startswith('frames_')}
    lost = counts['frames_dropped'] + counts['frames_rejected']
    assert counts['frames_received'] == counts['frames_processed'] + lost
    assert counts['frames_rejected'] == 0, client.counters()
    assert not any('Traceback' in line for line in node.tail), '\n'.join(node.tail)
