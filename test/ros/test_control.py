"""What a user changes while the node runs, through services and parameters alone."""

import threading
import time

import numpy as np
import pytest

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

from rcl_interfaces.msg import Parameter, ParameterValue
from rcl_interfaces.srv import GetParameters, SetParametersAtomically
from std_srvs.srv import SetBool, Trigger
from vl4ad_ros.srv import AddOodPrompts, GetVocabulary, SetVocabulary

from vl4ad_ros.vocabulary.reader import parse_vocabulary

PICTURE = np.random.default_rng(0).integers(0, 255, (90, 160, 3), np.uint8)
OTHER = """
version: 1
name: yard
classes: {road: [road, asphalt], fence: [fence]}
ood_prompts: [pallet]
templates: ['a photo of a {}.']
"""


def call(client, kind, name, **fields):
    return client.call(kind, f'/vl4ad/{name}', kind.Request(**fields))


def texts(name, values):
    return Parameter(name=name, value=ParameterValue(type=9, string_array_value=values))


def number(name, value):
    return Parameter(name=name, value=ParameterValue(type=3, double_value=value))


def set_together(client, *parameters):
    request = {'parameters': list(parameters)}
    return call(client, SetParametersAtomically, 'set_parameters_atomically', **request).result


def test_a_vocabulary_is_changed_while_images_come(start_node, client, in_time):
    start_node(track=False)
    client.wait_until_matched()
    first = client.process(client.image(PICTURE)).vocabulary_digest
    with Camera(client) as camera:
        start_s = time.monotonic()
        answer = call(client, AddOodPrompts, 'add_ood_prompts', prompts=['garden gnome', 'kite'])
        assert answer.success, answer.message
        assert answer.digest != first
        camera.wait_for_digest(answer.digest)
        assert time.monotonic() - start_s < in_time(2)

        before = call(client, GetVocabulary, 'get_vocabulary')
        assert before.names[-2:] == ['garden gnome', 'kite']
        assert parse_vocabulary(before.yaml, 'answer').ood_prompts[-1].name == 'kite'
        for wrong, word in [
            ('version: 1\nname: [', 'valid YAML'),
            ('no_such_vocabulary', 'there is no vocabulary'),
            (' ', 'is empty'),
            ('x' * 5000, 'there is no vocabulary'),
            ('{version: 1}', 'the key `name` is missing'),
            (OTHER.replace('pallet', 'fence'), 'has the name of the class'),
        ]:
            refused = call(client, SetVocabulary, 'set_vocabulary', vocabulary=wrong)
            assert not refused.success
            assert word in refused.message
            assert '\n' not in refused.message
            assert refused.digest == before.digest
        refused = call(client, AddOodPrompts, 'add_ood_prompts', prompts=['road'])
        assert not refused.success
        assert call(client, GetVocabulary, 'get_vocabulary') == before

        changed = call(client, SetVocabulary, 'set_vocabulary', vocabulary=OTHER)
        assert changed.success, changed.message
        camera.wait_for_digest(changed.digest)
        assert call(client, GetVocabulary, 'get_vocabulary').names == ['road', 'fence', 'pallet']
        (value,) = call(client, GetParameters, 'get_parameters', names=['ood_prompts']).values
        assert list(value.string_array_value) == []
    client.wait_for(
        lambda: len(client.hazard_arrays) == camera.sent + 1, 'an answer to each image'
    )
    assert sum(message.frames_dropped for message in client.hazard_arrays) == 0
    digests = [message.vocabulary_digest for message in client.hazard_arrays]
    assert list(dict.fromkeys(digests)) == [first, answer.digest, changed.digest]


def test_parameters_act_together_or_not_at_all(start_node, client):
    start_node(track=False)
    client.wait_until_matched()
    first = client.process(client.image(PICTURE))
    for wrong, word in [
        (number('threshold', 7.0), 'threshold'),
        (texts('ood_prompts', ['road']), 'is also a known concept'),
        (texts('cameras', ['front']), 'deactivate it and clean it up'),
    ]:
        refused = set_together(client, number('stale_after', 0.5), wrong)
        assert not refused.successful
        assert word in refused.reason
    (value,) = call(client, GetParameters, 'get_parameters', names=['stale_after']).values
    assert value.double_value == 1.0

    done = set_together(client, number('threshold', 0.25), texts('ood_prompts', ['kite']))
    assert done.successful, done.reason
    client.wait_for(
        lambda: client.process(client.image(PICTURE)).vocabulary_digest != first.vocabulary_digest,
        'a digest of other prompts',
    )
    assert client.hazard_arrays[-1].threshold == 0.25
    assert call(client, GetVocabulary, 'get_vocabulary').names[-1] == 'kite'

    assert call(client, SetBool, 'enable', data=False).success
    count = len(client.hazard_arrays)
    client.images.publish(client.image(PICTURE))
    time.sleep(1)
    assert len(client.hazard_arrays) == count
    assert call(client, SetBool, 'enable', data=True).success
    client.process(client.image(PICTURE))


def test_tracks_begin_anew_when_asked_to_and_when_time_does(start_node, client):
    start_node(threshold=0.0, min_area=0, min_area_near=0, confirm_hits=1, stale_after=0.0)
    client.wait_until_matched()
    stamp = client.node.get_clock().now().to_msg()

    def age(tenths):
        message = client.image(PICTURE)
        message.header.stamp.sec = stamp.sec + tenths // 10
        message.header.stamp.nanosec = tenths % 10 * 10**8
        hazards = client.process(message).hazards
        return max(hazard.age for hazard in hazards)

    assert [age(0), age(1), age(2)] == [1, 2, 3]
    assert call(client, Trigger, 'reset_tracks').success
    assert [age(3), age(4)] == [1, 2]
    assert age(-1000) == 1, 'a bag that is played again'
    counters = client.wait_for(
        lambda: client.counters().get('frames_processed') == '6' and client.counters(), 'counters'
    )
    assert float(counters['age_p50_ms']) >= 0


class Camera:
    """Sends image after image, each when the one before is answered, in a thread of its own."""

    def __init__(self, client):
        self.sent = 0
        self._client = client
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self):
        while not self._end.wait(0.05):
            self._client.process(self._client.image(PICTURE))
            self.sent += 1

    def wait_for_digest(self, digest):
        """Wait for two answers, of which the first may have been under way."""
        count = self.sent
        self._client.wait_for(lambda: self.sent >= count + 2, 'two more answers')
        assert self._client.hazard_arrays[-1].vocabulary_digest == digest

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()
