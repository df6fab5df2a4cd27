"""What the node says of itself: QoS that do not fit, a camera that stops, one that comes back."""

import shutil

import numpy as np
import pytest
import yaml

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

from diagnostic_msgs.msg import DiagnosticStatus
from rclpy.qos import QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import Image
from vl4ad_ros.msg import HazardArray

from vl4ad_ros.paths import find_bundle

TOPIC = '/camera/image_raw'
PICTURE = np.random.default_rng(0).integers(0, 255, (72, 128, 3), np.uint8)


def test_a_publisher_that_does_not_fit_is_named_with_the_remedy(start_node, client):
    node = start_node()  # reliable
    client.node.destroy_publisher(client.images)
    best_effort = QoSProfile(depth=5, reliability=ReliabilityPolicy.BEST_EFFORT)
    client.node.create_publisher(Image, TOPIC, best_effort)

    def counters():
        found = client.counters()
        return found if 'offers another reliability' in found.get('message', '') else None

    found = client.wait_for(counters, 'a word about the QoS')
    assert found['level'] == DiagnosticStatus.WARN
    assert 'set the parameter reliability to best_effort' in found['message']
    assert sum('offers another reliability' in line for line in node.tail) == 1
    reliable = client.node.create_publisher(Image, TOPIC, 5)
    client.wait_for(reliable.get_subscription_count, 'a match')
    client.process(client.image(PICTURE), reliable)
    client.wait_for(lambda: client.counters()['level'] == DiagnosticStatus.OK, 'health')


def test_qos_overrides_come_before_the_parameters(start_node, client):
    override = f'qos_overrides.{TOPIC}.subscription.reliability'
    start_node('-p', f'{override}:=best_effort')
    client.wait_until_matched()
    (info,) = client.node.get_subscriptions_info_by_topic(TOPIC)
    assert info.qos_profile.reliability == ReliabilityPolicy.BEST_EFFORT


def test_a_publisher_without_images_is_named_in_diagnostics_and_once_in_the_log(
    start_node, client
):
    node = start_node()
    client.wait_until_matched()
    word = '1 publisher(s) on /camera/image_raw, but no image arrives'
    client.wait_for(lambda: word in client.counters()['message'], 'a word')
    for _ in range(2):
        client.received['/diagnostics'].clear()
        client.wait_for(client.counters, 'diagnostics')
    assert sum(word in line for line in node.tail) == 1


def test_a_camera_that_stops_is_said_to_be_stale_until_it_comes_back(start_node, client):
    start_node(silent_after=1.0, stale_after=0.0)
    client.wait_until_matched()
    sent = client.image(PICTURE)
    client.process(sent)
    client.wait_for(
        lambda: client.counters()['level'] == DiagnosticStatus.STALE, 'a stale diagnosis'
    )
    assert 'no image on /camera/image_raw for' in client.counters()['message']
    client.wait_for(lambda: len(client.hazard_arrays) >= 3, 'a heartbeat')
    for beat in client.hazard_arrays[1:]:
        assert (beat.status, beat.image_width) == (HazardArray.STATUS_STALE, 0)
        assert 'no image on' in beat.status_text
        assert beat.header == sent.header
        assert beat.hazards == []
    client.images.publish(client.image(PICTURE))
    client.wait_for(lambda: client.hazard_arrays[-1].image_width == 128, 'hazards again')
    assert client.hazard_arrays[-1].status != HazardArray.STATUS_STALE
    client.wait_for(lambda: client.counters('vl4ad: network'), 'diagnostics of the network')
    assert float(client.counters('vl4ad: network')['memory_mb']) > 50


def test_diagnostics_say_all_that_is_measured(start_node, client):
    start_node()
    client.wait_until_matched()
    client.process(client.image(PICTURE))
    client.images.publish(client.image(PICTURE, step=1))
    counters = client.wait_for(
        lambda: client.counters().get('rejected_bad_step') == '1' and client.counters(), 'counters'
    )
    numbers = {
        *('frames_received', 'frames_processed', 'frames_dropped', 'frames_waiting', 'fps'),
        *('age_p50_ms', 'age_p95_ms', 'decode_p50_ms', 'network_p50_ms', 'hazards_p50_ms'),
        'score_drift',
    }
    assert numbers <= counters.keys()
    assert all(float(counters[name]) >= 0 for name in numbers - {'fps', 'score_drift'})
    assert 'step is 1 bytes' in counters['last_error']
    network = client.counters('vl4ad: network')
    assert {'provider', 'gpu_memory_mb', 'memory_mb', 'model', 'vocabulary_digest'} <= (
        network.keys()
    )


def test_hazards_are_degraded_and_say_why(start_node, client, tmp_path):
    bundle = shutil.copytree(find_bundle('demo'), tmp_path / 'bundle')
    manifest = yaml.safe_load((bundle / 'bundle.yaml').read_text())
    manifest['trained'] = False
    (bundle / 'bundle.yaml').write_text(yaml.safe_dump(manifest, sort_keys=False))
    start_node(bundle=str(bundle))
    client.wait_until_matched()
    hazards = client.process(client.image(PICTURE))
    assert hazards.status == HazardArray.STATUS_DEGRADED
    assert 'untrained' in hazards.status_text
    network = client.wait_for(lambda: client.counters('vl4ad: network'), 'diagnostics')
    assert network['level'] == DiagnosticStatus.WARN
