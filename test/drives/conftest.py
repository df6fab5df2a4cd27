from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from rosbags.rosbag2 import StoragePlugin, Writer

from vl4ad_ros.bags.message_types import message_types

HEIGHT, WIDTH = 48, 64
STEP = 8  # in brightness, from frame to frame


def _picture(index):
    """Return a picture that tells its index by brightness, and red from blue."""
    image = np.full((HEIGHT, WIDTH, 3), STEP * (index % 31), np.uint8)
    image[:, : WIDTH // 2] = (200, 0, 0)
    return image


@pytest.fixture
def picture():
    return _picture


@pytest.fixture
def index_of():
    """Read the index back from a picture, after any lossy coding."""

    def read(image):
        red, _, blue = image[4:-4, 4 : WIDTH // 2 - 4].mean(axis=(0, 1))
        assert red > 150
        assert blue < 50
        return round(image[4:-4, WIDTH // 2 + 8 : -4].mean() / STEP)

    return read


@pytest.fixture
def write_video():
    def write(path, count=10, codec='mpeg4', rate=25, pts=None, options=None):
        with av.open(str(path), 'w', options=options or {}) as container:
            stream = container.add_stream(codec, rate=rate)
            stream.width, stream.height = WIDTH, HEIGHT
            stream.pix_fmt = 'yuvj420p' if codec == 'mjpeg' else 'yuv420p'
            if codec == 'mpeg4':
                stream.options = {'bf': '2', 'qscale': '2', 'flags': '+qscale'}
            for index in range(count):
                frame = av.VideoFrame.from_ndarray(_picture(index), format='rgb24')
                if pts:
                    frame.pts, frame.time_base = pts[index], Fraction(1, rate)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return path

    return write


@pytest.fixture
def write_sound():
    def write(path, seconds=1):
        with av.open(str(path), 'w') as container:
            stream = container.add_stream('aac', rate=16000, layout='mono')
            samples = np.zeros((1, 16000 * seconds), np.float32)
            frame = av.AudioFrame.from_ndarray(samples, format='fltp', layout='mono')
            frame.sample_rate = 16000
            container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return path

    return write


@dataclass(frozen=True)
class Messages:
    """Makes messages of the bags."""

    def header(self, stamp_ns, frame_id='front'):
        types = message_types().types
        seconds, nanoseconds = divmod(stamp_ns, 10**9)
        stamp = types['builtin_interfaces/msg/Time'](sec=seconds, nanosec=nanoseconds)
        return types['std_msgs/msg/Header'](stamp=stamp, frame_id=frame_id)

    def image(self, index, stamp_ns, **changes):
        fields = {
            'header': self.header(stamp_ns),
            'height': HEIGHT,
            'width': WIDTH,
            'encoding': 'rgb8',
            'is_bigendian': 0,
            'step': WIDTH * 3,
            'data': _picture(index).reshape(-1),
        }
        return message_types().types['sensor_msgs/msg/Image'](**(fields | changes))

    def compressed(self, index, stamp_ns, extension='.jpg', cut=None):
        data = cv2.imencode(extension, _picture(index)[..., ::-1])[1].reshape(-1)[:cut]
        return message_types().types['sensor_msgs/msg/CompressedImage'](
            header=self.header(stamp_ns), format=extension[1:], data=data
        )

    def text(self, text):
        return message_types().types['std_msgs/msg/String'](data=text)


@pytest.fixture
def messages():
    return Messages()


@pytest.fixture
def write_bag():
    """Write (topic, time of recording, message) to a bag folder; returns the folder."""

    def write(path: Path, rows, plugin=StoragePlugin.MCAP, compression=None):
        writer = Writer(path, version=9, storage_plugin=plugin)
        if compression:
            writer.set_compression(*compression)
        connections = {}
        with writer:
            for topic, received_ns, message in rows:
                kind = message.__msgtype__
                if topic not in connections:
                    connections[topic] = writer.add_connection(
                        topic, kind, typestore=message_types()
                    )
                cdr = message_types().serialize_cdr(message, kind)
                writer.write(connections[topic], received_ns, cdr)
        return path

    return write
