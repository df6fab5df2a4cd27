"""Small bags, and a bundle of random weights."""

from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip('rosbags', reason="bags need rosbags: pip install '.[evaluation]'")

from rosbags.rosbag2 import StoragePlugin, Writer

from vl4ad_ros.bags.message_types import message_types
from vl4ad_ros.pipeline import load_pipeline
from vl4ad_ros.replay.image_bag import ImageBag
from vl4ad_ros.replay.replayer import replay_bag
from vl4ad_ros.settings import NodeSettings

from ..conftest import UNTRAINED_BUNDLE

START = 1_700_000_000 * 10**9
PERIOD = 100_000_000
HEIGHT, WIDTH = 60, 96
FRONT, REAR = '/front/image_raw', '/rear/image_raw'


class Messages:
    """Makes messages of the bags; each image is noise of its own, so nothing shrinks it."""

    def make(self, kind, **fields):
        return message_types().types[kind](**fields)

    def header(self, stamp_ns, frame_id='front'):
        seconds, nanoseconds = divmod(stamp_ns, 10**9)
        stamp = self.make('builtin_interfaces/msg/Time', sec=seconds, nanosec=nanoseconds)
        return self.make('std_msgs/msg/Header', stamp=stamp, frame_id=frame_id)

    def pixels(self, index, size_hw=(HEIGHT, WIDTH)):
        coarse = np.random.default_rng(index).integers(0, 256, (6, 8, 3), np.uint8)
        return cv2.resize(coarse, size_hw[::-1], interpolation=cv2.INTER_CUBIC)

    def image(self, index, stamp_ns, frame_id='front', size_hw=(HEIGHT, WIDTH), **changes):
        fields = {
            'header': self.header(stamp_ns, frame_id),
            'height': size_hw[0],
            'width': size_hw[1],
            'encoding': 'rgb8',
            'is_bigendian': 0,
            'step': size_hw[1] * 3,
            'data': self.pixels(index, size_hw).reshape(-1),
        }
        return self.make('sensor_msgs/msg/Image', **(fields | changes))

    def compressed(self, index, stamp_ns, frame_id='front', cut=None):
        data = cv2.imencode('.jpg', self.pixels(index))[1].reshape(-1)[:cut]
        return self.make(
            'sensor_msgs/msg/CompressedImage',
            header=self.header(stamp_ns, frame_id),
            format='jpeg',
            data=data,
        )


@pytest.fixture
def messages():
    return Messages()


@pytest.fixture
def rows(messages):
    """Return a function that makes rows of a camera: topic, time of recording, image."""

    def make(count=4, topic=FRONT, offset_ns=0, **changes):
        stamps = [START + offset_ns + index * PERIOD for index in range(count)]
        return [
            (topic, stamp + 5_000_000, messages.image(index, stamp, **changes))
            for index, stamp in enumerate(stamps)
        ]

    return make


@pytest.fixture
def write_bag():
    """Write rows in order of their recording to a bag folder; returns the folder."""

    def write(path: Path, rows, plugin=StoragePlugin.MCAP, compression=None):
        writer = Writer(path, version=9, storage_plugin=plugin)
        if compression:
            writer.set_compression(*compression)
        connections = {}
        with writer:
            for topic, received_ns, message in sorted(rows, key=lambda row: row[1]):
                kind = message.__msgtype__
                if topic not in connections:
                    connections[topic] = writer.add_connection(
                        topic, kind, typestore=message_types()
                    )
                cdr = message_types().serialize_cdr(message, kind)
                writer.write(connections[topic], received_ns, cdr)
        return path

    return write


@pytest.fixture(scope='session')
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('XDG_CACHE_HOME', str(tmp_path_factory.mktemp('cache')))
        yield


@pytest.fixture(scope='session')
def pipeline(cache):
    settings = NodeSettings(min_area=20, min_area_near=20, confirm_hits=1)
    bundle = str(UNTRAINED_BUNDLE)
    return load_pipeline(bundle, 'cityscapes', 'cpu', 2, hazard_settings=settings.hazard_settings)


@pytest.fixture
def run(tmp_path, pipeline):
    """Return a function that replays a bag into a folder and returns folder and records."""

    def replay(bag, name='out', topics=(), stop=lambda: False):
        out = tmp_path / name
        out.mkdir()
        with ImageBag(bag, topics) as images:
            return out, list(replay_bag(images, pipeline, out, stop))

    return replay
