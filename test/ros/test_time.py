"""Simulated time, and what becomes of what is remembered when it jumps back."""

import time

import numpy as np
import pytest

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

from rosgraph_msgs.msg import Clock

PICTURE = np.random.default_rng(0).integers(0, 255, (72, 128, 3), np.uint8)
EVERYTHING = {'threshold': 0.0, 'min_area': 0, 'min_area_near': 0, 'confirm_hits': 1}


@pytest.fixture
def tell_time(client):
    """Return a function that sets the simulated clock of the node."""
    publisher = client.node.create_publisher(Clock, '/clock', 10)

    def tell(seconds):
        client.wait_for(publisher.get_subscription_count, 'a node that asks for the time')
        message = Clock()
        message.clock.sec = seconds
        publisher.publish(message)
        time.sleep(0.5)  # until the node has it

    return tell


def age_of_tracks(client, seconds):
    message = client.image(PICTURE)
    message.header.stamp.sec, message.header.stamp.nanosec = seconds, 0
    return max(hazard.age for hazard in client.process(message).hazards)


def test_a_clock_that_jumps_back_begins_anew(start_node, client, tell_time):
    start_node(use_sim_time=True, stale_after=0.0, memory=60.0, **EVERYTHING)
    client.wait_until_matched()
    tell_time(1000)
    assert [age_of_tracks(client, seconds) for seconds in (995, 996, 997)] == [1, 2, 3]
    tell_time(5)
    assert age_of_tracks(client, 998) == 1, 'though the stamps go on'
    assert age_of_tracks(client, 2) == 1, 'and once more where the stamps jump'


def test_ages_are_those_of_simulated_time(start_node, client, tell_time):
    start_node(use_sim_time=True, stale_after=1.0)
    client.wait_until_matched()
    tell_time(1000)
    message = client.image(PICTURE)
    message.header.stamp.sec, message.header.stamp.nanosec = 990, 0
    assert 'the image was 10.00 s old' in client.process(message).status_text
    message.header.stamp.sec = 2000  # not yet taken, by that clock
    client.process(message)
    counters = client.wait_for(
        lambda: client.counters().get('frames_processed') == '2' and client.counters(), 'counters'
    )
    assert 0 <= float(counters['age_p50_ms']) <= 10_000


def test_a_simulation_that_stands_still_keeps_nothing_waiting(start_node, client, tell_time):
    start_node(use_sim_time=True, silent_after=1.0, stale_after=0.0)
    client.wait_until_matched()
    client.process(client.image(PICTURE))
    client.wait_for(lambda: len(client.hazard_arrays) >= 2, 'a word about the silent camera')
    assert client.hazard_arrays[-1].image_width == 0
