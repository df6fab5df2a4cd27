"""The node as a user meets it: a process, topics, services, diagnostics."""

import re
import signal
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from lifecycle_msgs.msg import Transition
from rcl_interfaces.msg import Parameter, ParameterValue
from rcl_interfaces.srv import DescribeParameters, GetParameters, SetParameters
from sensor_msgs.msg import CompressedImage, Image
from vl4ad_ros.msg import Hazard, HazardArray
from vl4ad_ros.srv import AddOodPrompts

from vl4ad_ros.calibration.calibration import (
    Calibration,
    hazards_digest,
    write_calibration,
)
from vl4ad_ros.pipeline import load_pipeline
from vl4ad_ros.settings import NodeSettings

PICTURE = np.random.default_rng(0).integers(0, 255, (360, 640, 3), np.uint8)


@pytest.fixture
def node(start_node, client):
    process = start_node(threshold=0.3, min_area=0, min_area_near=0, confirm_hits=1, coast=0.0)
    client.wait_until_matched()
    return process


def double(name, value):
    return Parameter(name=name, value=ParameterValue(type=3, double_value=value))


def test_every_frame_gets_a_hazard_array_with_the_header_of_its_image(node, client):
    for _ in range(5):
        message = client.image(PICTURE)
        hazards = client.process(message)
        assert hazards.header == message.header
    assert len(client.hazard_arrays) == 5
    assert (hazards.image_width, hazards.image_height) == (640, 360)
    assert hazards.threshold == pytest.approx(0.3)
    assert hazards.model_id
    assert len(hazards.vocabulary_digest) == 64
    assert 0 < hazards.processing_latency.nanosec < 10**9


def test_hazards_are_complete_and_say_that_they_have_no_range(node, client):
    set_threshold(client, 0.0)
    hazards = client.process(client.image(PICTURE)).hazards
    assert hazards, 'with a threshold of 0 something is above it'
    scores = [hazard.score_max for hazard in hazards]
    assert scores == sorted(scores, reverse=True)
    for hazard in hazards:
        assert 0 <= hazard.score_mean <= hazard.score_max <= 1
        assert 3 <= len(hazard.contour) <= 32
        assert hazard.box.x_offset + hazard.box.width <= 640
        assert hazard.box.y_offset + hazard.box.height <= 360
        assert hazard.area > 0
        assert hazard.geometry_source == Hazard.GEOMETRY_NONE
        assert np.isnan([hazard.bearing, hazard.elevation, hazard.range]).all()
        assert np.isnan(hazard.covariance).all()


def test_nothing_found_is_an_empty_message(node, client):
    set_threshold(client, 1.0)
    assert client.process(client.image(PICTURE)).hazards == []


def test_images_go_out_only_as_asked_and_fit_the_input(node, client):
    for topic in ('score', 'score_mono8', 'overlay'):
        client.listen(Image, f'/vl4ad/{topic}')
    client.wait_for(lambda: client.node.count_subscribers('/vl4ad/overlay'), 'discovery')
    time.sleep(1)  # the node learns of a subscriber a little later than this process
    message = client.image(PICTURE)
    client.process(message)
    client.wait_for(lambda: client.received['/vl4ad/overlay'], 'an overlay')
    expected = {
        'score': ('32FC1', 640 * 4),
        'score_mono8': ('mono8', 640),
        'overlay': ('rgb8', 1920),
    }
    for topic, (encoding, step) in expected.items():
        (image,) = client.received[f'/vl4ad/{topic}']
        assert (image.encoding, image.step, image.height, image.width) == (
            encoding,
            step,
            360,
            640,
        )
        assert image.header == message.header
    score = np.frombuffer(client.received['/vl4ad/score'][0].data, np.float32)
    assert score.min() >= 0
    assert score.max() <= 1
    assert score.std() > 0
    mono8 = np.frombuffer(client.received['/vl4ad/score_mono8'][0].data, np.uint8)
    assert np.abs(mono8 / 255 - score).max() <= 0.5 / 255 + 1e-6


def damaged_images(client):
    good = PICTURE[:20, :30]
    as_float = np.full((20, 30), np.nan, np.float32)
    return {
        'bad_step': client.image(good, step=17),
        'bad_size': client.image(good, height=400),
        'unknown_encoding': client.image(good, encoding='no_such_encoding'),
        'zero_size': client.image(good, height=0, width=0, step=0),
        'non_finite': client.image(as_float, '32FC1'),
    }


def odd_images(client):
    return {
        'mono8': client.image(PICTURE[..., 0], 'mono8'),
        'rgba8': client.image(np.dstack([PICTURE, PICTURE[..., :1]]), 'rgba8'),
        'mono16': client.image(PICTURE[..., 0].astype(np.uint16) * 257, 'mono16'),
        '32FC1': client.image(PICTURE[..., 0].astype(np.float32) / 255, '32FC1'),
        'padded rows': client.image(PICTURE, width=600),
        'tiny': client.image(PICTURE[:1, :1]),
        'tall': client.image(PICTURE[:, :20]),
    }


def test_damaged_images_are_counted_by_reason_and_the_node_lives_on(node, client):
    for reason, message in damaged_images(client).items():
        client.images.publish(message)
        client.wait_for(
            lambda key=f'rejected_{reason}': client.counters().get(key) == '1',
            f'the count of {reason}',
        )
    counters = client.counters()
    assert counters['frames_rejected'] == counters['frames_received'] == '5'
    assert client.process(client.image(PICTURE)).frames_dropped == 5
    assert node.exit_code is None


def test_odd_images_are_processed(node, client):
    for name, message in odd_images(client).items():
        hazards = client.process(message)
        assert (hazards.image_width, hazards.image_height) == (message.width, message.height), name


def test_compressed_images(start_node, client):
    start_node(image_transport='compressed')
    publisher = client.node.create_publisher(CompressedImage, '/camera/image_raw/compressed', 5)
    client.wait_until_matched(publisher)
    jpeg = cv2.imencode('.jpg', PICTURE)[1].tobytes()
    hazards = client.process(client.compressed(jpeg), publisher)
    assert (hazards.image_width, hazards.image_height) == (640, 360)
    publisher.publish(client.compressed(jpeg[:200]))
    client.wait_for(
        lambda: client.counters().get('frames_rejected') == '1', 'the count of a damaged JPEG'
    )


def test_only_the_newest_frame_waits_and_every_frame_is_accounted_for(node, client):
    for _ in range(40):
        client.images.publish(client.image(PICTURE))
        time.sleep(0.005)

    def settled():
        counters = client.counters()
        return counters.get('frames_waiting') == '0' and int(counters['frames_received']) > 1

    client.wait_for(settled, 'the end of processing')
    counters = {
        key: client.counters()[f'frames_{key}'] for key in ('received', 'processed', 'dropped')
    }
    received, processed, dropped = map(int, counters.values())
    assert received == processed + dropped
    assert dropped > 0
    assert processed == len(client.hazard_arrays)
    assert sum(message.frames_dropped for message in client.hazard_arrays) <= dropped
    assert float(client.counters()['age_p95_ms']) < 5000


def test_diagnostics_name_model_provider_and_what_is_wrong(node, client):
    client.wait_for(lambda: client.counters('vl4ad: network'), 'diagnostics')
    network = client.counters('vl4ad: network')
    assert network['provider'] == 'cpu'
    assert network['model'].startswith('demo@')
    client.node.destroy_publisher(client.images)
    client.wait_for(
        lambda: 'nobody publishes on /camera/image_raw' in client.counters()['message'],
        'a word about the missing camera',
    )


def test_an_old_image_is_marked_stale(node, client):
    message = client.image(PICTURE)
    message.header.stamp.sec -= 5
    hazards = client.process(message)
    assert hazards.status == HazardArray.STATUS_STALE
    assert 'old' in hazards.status_text


@pytest.mark.parametrize('by', [signal.SIGINT, signal.SIGTERM])
def test_the_node_ends_cleanly_within_two_seconds(node, client, by, in_time):
    client.images.publish(client.image(PICTURE))
    start = time.monotonic()
    assert node.stop(by) == 0, '\n'.join(node.tail)
    assert time.monotonic() - start < in_time(2)


def listens_to_sigterm(pid):
    """Before that the interpreter is still starting, and nothing of ours runs."""
    status = Path(f'/proc/{pid}/status').read_text()
    caught = int(re.search(r'SigCgt:\s*([0-9a-f]+)', status)[1], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1)


@pytest.mark.parametrize('delay_s', [0.0, 0.2, 0.5, 1.0])
@pytest.mark.parametrize('by', [signal.SIGINT, signal.SIGTERM])
def test_the_node_ends_cleanly_while_it_starts(start_node, client, by, delay_s):
    node = start_node()
    client.wait_for(lambda: listens_to_sigterm(node.pid), 'the first of our code')
    time.sleep(delay_s)
    assert node.stop(by) == 0, '\n'.join(node.tail)
    assert not any('Traceback' in line for line in node.tail)


def test_lifecycle_by_hand(start_node, client):
    start_node(autostart=False)
    assert client.lifecycle_state() == 'unconfigured'
    assert not client.is_configured()
    assert client.change_state(Transition.TRANSITION_CONFIGURE)
    client.wait_for(client.is_configured, 'topics and services')
    assert client.change_state(Transition.TRANSITION_ACTIVATE)
    client.wait_until_matched()
    client.process(client.image(PICTURE))
    assert client.change_state(Transition.TRANSITION_DEACTIVATE)
    client.wait_for(lambda: not client.images.get_subscription_count(), 'the unsubscription')
    assert not client.change_state(Transition.TRANSITION_CONFIGURE), 'it is'
    assert client.lifecycle_state() == 'inactive'
    assert client.change_state(Transition.TRANSITION_CLEANUP)
    client.wait_for(lambda: not client.is_configured(), 'the end of all that was configured')
    assert client.change_state(Transition.TRANSITION_CONFIGURE)
    assert client.lifecycle_state() == 'inactive'


def test_what_is_changed_while_inactive_acts_when_active(start_node, client):
    start_node(autostart=False)
    assert client.change_state(Transition.TRANSITION_CONFIGURE)
    request = AddOodPrompts.Request(prompts=['garden gnome'])
    answer = client.call(AddOodPrompts, '/vl4ad/add_ood_prompts', request)
    assert answer.success, answer.message
    set_threshold(client, 0.125)
    assert client.change_state(Transition.TRANSITION_ACTIVATE)
    client.wait_until_matched()
    hazards = client.process(client.image(PICTURE))
    assert hazards.vocabulary_digest == answer.digest
    assert hazards.threshold == pytest.approx(0.125)


def test_a_failed_configure_says_why_and_can_be_retried(start_node, client):
    node = start_node(autostart=False, bundle='/nonexistent')
    assert not client.change_state(Transition.TRANSITION_CONFIGURE)
    assert client.lifecycle_state() == 'unconfigured'
    assert not client.is_configured()
    client.wait_for(
        lambda: any("there is no bundle '/nonexistent'" in line for line in node.tail), 'a word'
    )
    text = ParameterValue(type=4, string_value='demo')
    request = SetParameters.Request(parameters=[Parameter(name='bundle', value=text)])
    (result,) = client.call(SetParameters, '/vl4ad/set_parameters', request).results
    assert result.successful, result.reason
    assert client.change_state(Transition.TRANSITION_CONFIGURE)


@pytest.fixture
def calibration(tmp_path):
    pipeline = load_pipeline('demo', '', 'cpu', 1)
    made = Calibration(
        model_id=pipeline.engine.bundle.model_id,
        vocabulary_digest=pipeline.text.digest,
        hazards_digest=hazards_digest(NodeSettings(min_area=0, min_area_near=0).hazard_settings),
        threshold=0.125,
        promises=(),
        data_digest='',
        drives=1,
        frames=1,
        hours=1.0,
        confidence_scores=(0.0, 1.0),
        confidence_shares=(0.5, 0.5),
        score_histogram=(0.1,) * 10,
    )
    write_calibration(made, tmp_path / 'calibration.yaml')
    return str(tmp_path / 'calibration.yaml')


def test_a_calibration_sets_threshold_and_confidence(start_node, client, calibration):
    start_node(calibration=calibration, min_area=0, min_area_near=0)
    client.wait_until_matched()
    client.process(client.image(PICTURE))
    message = client.process(client.image(PICTURE))
    assert message.threshold == pytest.approx(0.125)
    assert all(one.confidence == pytest.approx(0.5) for one in message.hazards)
    request = GetParameters.Request(names=['threshold'])
    (value,) = client.call(GetParameters, '/vl4ad/get_parameters', request).values
    assert value.double_value == pytest.approx(0.125)


def test_a_calibration_for_something_else_is_refused(start_node, client, calibration):
    node = start_node(autostart=False, calibration=calibration, min_area=9)
    assert not client.change_state(Transition.TRANSITION_CONFIGURE)
    client.wait_for(
        lambda: any('calibrate again with `vl4ad calibrate`' in line for line in node.tail),
        'a word',
    )


@pytest.mark.parametrize(
    ('parameters', 'sentence'),
    [
        ({'treshold': 0.5}, "there is no parameter 'treshold': did you mean 'threshold'?"),
        ({'threshold': 1.5}, "parameter 'threshold' cannot be 1.5: a number with a decimal point"),
        ({'threshold': 1}, "parameter 'threshold' cannot be 1: a number with a decimal point"),
        ({'provider': 'gpu'}, "parameter 'provider' is 'gpu': choose one of"),
        ({'min_area': -1}, "parameter 'min_area' cannot be -1: a whole number from 0"),
    ],
)
def test_a_wrong_parameter_ends_the_start_with_one_sentence(start_node, parameters, sentence):
    node = start_node(**parameters)
    assert node.wait(20) == 2
    assert any(sentence in line for line in node.tail), '\n'.join(node.tail)
    assert not any('Traceback' in line for line in node.tail)


@pytest.mark.parametrize('content', [None, 'vl4ad: [', 'vl4ad: {threshold: 3}'])
def test_a_broken_parameter_file_ends_the_start_with_one_sentence(start_node, tmp_path, content):
    file = tmp_path / 'broken.yaml'
    if content is not None:
        file.write_text(content)
    node = start_node('--params-file', str(file))
    assert node.wait(20) == 2
    assert any(line.startswith('error: ') and 'broken.yaml' in line for line in node.tail)
    assert not any('Traceback' in line for line in node.tail)


def set_threshold(client, value):
    request = SetParameters.Request(parameters=[double('threshold', value)])
    (result,) = client.call(SetParameters, '/vl4ad/set_parameters', request).results
    assert result.successful, result.reason


def test_parameters_have_ranges_and_change_live_or_are_refused_with_the_reason(node, client):
    request = DescribeParameters.Request(names=['threshold', 'min_area'])
    threshold, min_area = client.call(
        DescribeParameters, '/vl4ad/describe_parameters', request
    ).descriptors
    assert threshold.floating_point_range[0].to_value == 1.0
    assert min_area.integer_range[0].from_value == 0
    assert threshold.description

    set_threshold(client, 0.9)
    assert client.process(client.image(PICTURE)).threshold == pytest.approx(0.9)

    bundle = Parameter(name='bundle', value=ParameterValue(type=4, string_value='x'))
    request = SetParameters.Request(parameters=[bundle])
    (result,) = client.call(SetParameters, '/vl4ad/set_parameters', request).results
    assert not result.successful
    assert 'deactivate it and clean it up' in result.reason
