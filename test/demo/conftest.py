"""Recordings as the recorder writes them, made without ROS."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from vl4ad_ros.bags.message_types import message_types
from vl4ad_ros.bags.writer import McapFileWriter
from vl4ad_ros.demo import topics
from vl4ad_ros.demo.topics import RECORDED
from vl4ad_ros.messages import hazard_message
from vl4ad_ros.structures import Hazard

START_NS = 1_700_000_000_000_000_000
AGE_NS = 50_000_000


class Recording:
    """Fills a bag with what node, camera and recorder say of frames 100 ms apart."""

    def __init__(self, writer, size_hw):
        self.writer = writer
        self.size_hw = size_hw
        for topic, kind in RECORDED.items():
            writer.add_topic(topic, kind)

    def add(self, topic, at_ns, **values):
        kind = RECORDED[topic]
        message = self.make(kind, **values)
        self.writer.write(topic, at_ns, bytes(message_types().serialize_cdr(message, kind)))

    def make(self, kind, **values):
        return message_types().types[kind](**values)

    def header(self, stamp_ns):
        stamp = self.make(
            'builtin_interfaces/msg/Time', sec=stamp_ns // 10**9, nanosec=stamp_ns % 10**9
        )
        return self.make('std_msgs/msg/Header', stamp=stamp, frame_id='camera_optical_frame')

    def camera_image(self, index, brightness=120):
        height, width = self.size_hw
        _, data = cv2.imencode('.jpg', np.full((height, width, 3), brightness, np.uint8))
        at_ns = START_NS + index * 100_000_000
        self.add(
            topics.COMPRESSED, at_ns, header=self.header(at_ns), format='jpeg', data=data.ravel()
        )

    def overlay(self, index, colour=(200, 100, 0)):
        height, width = self.size_hw
        at_ns = START_NS + index * 100_000_000
        self.add(
            topics.OVERLAY,
            at_ns + AGE_NS + 1,
            header=self.header(at_ns),
            height=height,
            width=width,
            encoding='rgb8',
            is_bigendian=0,
            step=3 * width,
            data=np.full((height, width, 3), colour, np.uint8).ravel(),
        )

    def score(self, index, score):
        at_ns = START_NS + index * 100_000_000
        self.add(
            topics.SCORE,
            at_ns + AGE_NS + 1,
            header=self.header(at_ns),
            height=score.shape[0],
            width=score.shape[1],
            encoding='32FC1',
            is_bigendian=0,
            step=4 * score.shape[1],
            data=np.ascontiguousarray(score, np.float32).view(np.uint8).ravel(),
        )

    def hazards(self, index, *hazards):
        """Add an array of hazards, each a name, an area and a score."""
        at_ns = START_NS + index * 100_000_000
        self.add(
            topics.HAZARDS,
            at_ns + AGE_NS,
            header=self.header(at_ns),
            image_width=self.size_hw[1],
            image_height=self.size_hw[0],
            model_id='tiny@0123456789ab',
            vocabulary_digest='ab' * 32,
            threshold=0.5,
            status=0,
            status_text='',
            processing_latency=self.make(
                'builtin_interfaces/msg/Duration', sec=0, nanosec=30_000_000
            ),
            frames_dropped=0,
            hazards=[self.hazard(*values) for values in hazards],
        )

    def hazard(self, name, area, score, number=1, outline=((0, 0), (4, 0), (4, 4))):
        found = Hazard(
            number, name, (0, 0, 4, 4), area, score, score, np.array(outline, np.float32), False
        )
        return hazard_message(self.make, found)

    def diagnostics(self, at_ns=START_NS + 10**10, trained=True, **counts):
        camera = {f'frames_{name}': str(count) for name, count in counts.items()}
        network = {'trained': str(trained), 'provider': 'cpu'}
        statuses = {topics.CAMERA_STATUS: camera, topics.NETWORK_STATUS: network}
        self.add(
            topics.DIAGNOSTICS,
            at_ns,
            header=self.header(at_ns),
            status=[
                self.make(
                    'diagnostic_msgs/msg/DiagnosticStatus',
                    level=0,
                    name=name,
                    message='',
                    hardware_id='',
                    values=[
                        self.make('diagnostic_msgs/msg/KeyValue', key=key, value=value)
                        for key, value in values.items()
                    ],
                )
                for name, values in statuses.items()
            ],
        )


@pytest.fixture
def record(tmp_path) -> Callable[..., Path]:
    """Return a function that has a recording filled by another and returns its file."""

    def make(fill, size_hw=(36, 64)):
        path = tmp_path / 'results.mcap'
        with McapFileWriter(path) as writer:
            recording = Recording(writer, size_hw)
            recording.add(topics.DRIVE, START_NS - 1, data='a <drive>')
            fill(recording)
        return path

    return make
