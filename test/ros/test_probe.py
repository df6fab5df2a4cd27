"""What `vl4ad doctor` hears of a camera."""

import json
import sys
import threading
import time

import numpy as np
from sensor_msgs.msg import Image

from vl4ad_ros.processes import ChildProcess

TOPIC = '/late_camera'
LATE_S = 3.0


def test_a_camera_that_is_found_late_is_heard(client, ros_environment):
    lines = []
    probe = [sys.executable, '-m', 'vl4ad_ros.ros.probe', TOPIC]
    with ChildProcess(probe, ros_environment, lines.append):
        client.wait_for(lambda: 'vl4ad_doctor' in client.node.get_node_names(), 'its node')
        time.sleep(LATE_S)
        camera = client.node.create_publisher(Image, TOPIC, 10)
        ended = threading.Event()
        thread = threading.Thread(target=_publish, args=(client, camera, ended))
        thread.start()
        try:
            client.wait_for(lambda: lines, 'its report')
        finally:
            ended.set()
            thread.join()
            client.node.destroy_publisher(camera)
    (topic,) = json.loads(lines[-1])['topics']
    assert topic['images'] > 1
    assert topic['what'] == '64x48 rgb8'


def _publish(client, camera, ended):
    while not ended.wait(0.1):
        camera.publish(client.image(np.zeros((48, 64, 3), np.uint8)))
