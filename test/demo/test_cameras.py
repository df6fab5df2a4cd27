"""Several cameras, the real node, and a client that gives it prompts while images come."""

import json

import cv2
import numpy as np
import pytest
from rich.console import Console

from vl4ad_ros.bags.message_types import message_types
from vl4ad_ros.bags.reader import read_messages
from vl4ad_ros.bags.writer import McapFileWriter
from vl4ad_ros.demo import topics
from vl4ad_ros.demo.cameras_summary import read_cameras_summary
from vl4ad_ros.demo.cameras_tables import cameras_table, change_rows
from vl4ad_ros.demo.prompts import PromptRequest, parse_request
from vl4ad_ros.demo.views import camera_names, view_of
from vl4ad_ros.errors import DemoError

START_NS = 1_700_000_000_000_000_000
NAMES = ('left', 'right')


@pytest.mark.parametrize(
    ('argument', 'text', 'at_s'),
    [('tyre@2.0', 'tyre', 2.0), (' a@b @0', 'a@b', 0.0), ('old sofa@600', 'old sofa', 600.0)],
)
def test_a_prompt_with_its_time(argument, text, at_s):
    request = parse_request(argument)
    assert (request.text, request.at_s) == (text, at_s)
    assert parse_request(str(request)) == request


@pytest.mark.parametrize('argument', ['tyre', '@2', 'tyre@', 'tyre@-1', 'tyre@soon', 'tyre@nan'])
def test_a_prompt_without_a_time_is_refused(argument):
    with pytest.raises(DemoError, match=r'write for example tyre@2\.0'):
        parse_request(argument)


@pytest.mark.parametrize('count', range(1, 9))
def test_views_cover_the_picture_from_left_to_right(count):
    image = np.tile(np.arange(96, dtype=np.uint8)[:, None], (4, 1, 3))
    views = [view_of(image, index, count) for index in range(count)]
    assert {view.shape for view in views} == {(4, 48, 3)}
    left = [int(view[0, 0, 0]) for view in views]
    assert left == sorted(set(left))
    assert count == 1 or (left[0], left[-1]) == (0, 48)
    assert len(set(camera_names(count))) == count


class Recording:
    """Writes what node and client say of cameras."""

    def __init__(self, writer):
        self.writer = writer
        for topic, kind in topics.recorded_of(NAMES).items():
            writer.add_topic(topic, kind)

    def add(self, topic, kind, at_s, **values):
        store = message_types()
        if 'stamp_s' in values:
            stamp_ns = START_NS + round(values.pop('stamp_s') * 1e9)
            seconds, nanoseconds = divmod(stamp_ns, 10**9)
            stamp = store.types['builtin_interfaces/msg/Time'](seconds, nanoseconds)
            values['header'] = store.types['std_msgs/msg/Header'](stamp, '')
        message = store.types[kind](**values)
        cdr = bytes(store.serialize_cdr(message, kind))
        self.writer.write(topic, START_NS + round(at_s * 1e9), cdr)

    def hazards(self, name, at_s, digest):
        store = message_types()
        self.add(
            topics.camera_hazards(name),
            'vl4ad_ros/msg/HazardArray',
            at_s,
            stamp_s=at_s - 0.1,
            image_width=8,
            image_height=8,
            model_id='',
            vocabulary_digest=digest,
            threshold=0.5,
            status=0,
            status_text='',
            processing_latency=store.types['builtin_interfaces/msg/Duration'](0, 0),
            frames_dropped=0,
            hazards=[],
        )

    def diagnostics(self, at_s, **processed):
        types = message_types().types
        statuses = []
        for name, count in processed.items():
            counts = {'received': count + 3, 'processed': count, 'dropped': 2, 'rejected': 1}
            pair = types['diagnostic_msgs/msg/KeyValue']
            values = [pair(f'frames_{key}', str(value)) for key, value in counts.items()]
            status = types['diagnostic_msgs/msg/DiagnosticStatus']
            statuses.append(status(0, topics.camera_status(name), '', '', values))
        kind = 'diagnostic_msgs/msg/DiagnosticArray'
        self.add(topics.DIAGNOSTICS, kind, at_s, stamp_s=at_s, status=statuses)

    def request(self, at_s, **note):
        note = {'prompt': 'kite', 'asked_ns': START_NS + round(at_s * 1e9), **note}
        note['answered_ns'] = note['asked_ns'] + 10**8
        self.add(topics.REQUESTS, 'std_msgs/msg/String', at_s + 0.1, data=json.dumps(note))


@pytest.fixture
def record(tmp_path):
    def make(fill):
        path = tmp_path / 'cameras.mcap'
        with McapFileWriter(path) as writer:
            fill(Recording(writer))
        return path

    return make


def change_at_one_second(recording):
    for tenth in range(20):
        recording.hazards('left', tenth / 10, 'a' if tenth < 13 else 'b')
        if tenth % 4 == 0:
            recording.hazards('right', tenth / 10 + 0.05, 'a' if tenth < 13 else 'b')
    asked = {'success': True, 'message': 'done', 'digest_before': 'a', 'digest': 'b'}
    recording.request(1.0, **asked)


def test_the_table_says_what_became_of_each_camera_and_prompt(record):
    def fill(recording):
        change_at_one_second(recording)
        recording.diagnostics(3.0, left=20, right=5)

    summary = read_cameras_summary(record(fill), NAMES)
    left, right = summary.cameras
    assert (left.received, left.processed, left.dropped, left.rejected, left.lost) == (
        *(23, 20, 2, 1),
        0,
    )
    assert left.fps == pytest.approx(10)
    assert left.age_ms(95) == pytest.approx(100)
    assert left.digests == right.digests == ('a', 'b')
    (change,) = summary.changes
    assert change.acted_s(left) == pytest.approx(0.3)
    assert change.acted_s(right) == pytest.approx(0.65)
    assert right.longest_wait_s() == pytest.approx(0.4)
    rows = dict(change_rows(change, summary))
    assert rows['prompt'] == 'kite, asked for 0.95 s after the first hazards'
    assert rows['vocabulary'] == 'a -> b'
    assert rows['first hazards by it'] == 'left after 0.30 s, right after 0.65 s'
    console = Console(width=80)
    with console.capture() as capture:
        console.print(cameras_table(summary))
    assert '20' in capture.get()


def test_a_prompt_that_is_refused_has_no_vocabulary(record):
    def fill(recording):
        recording.hazards('left', 0.0, 'a')
        recording.hazards('right', 0.0, 'a')
        asked = {'success': False, 'message': 'it is a class', 'digest_before': 'a', 'digest': 'a'}
        recording.request(1.0, **asked)
        recording.diagnostics(3.0, left=1, right=1)

    summary = read_cameras_summary(record(fill), NAMES)
    names = [name for name, _ in change_rows(summary.changes[0], summary)]
    assert names == ['prompt', 'answer of the node']


@pytest.mark.parametrize(
    ('processed', 'word'),
    [({'left': 21, 'right': 5}, "21 images of the camera 'left', but 20"), ({}, '0 images')],
)
def test_a_recording_that_is_not_whole_is_refused(record, processed, word):
    def fill(recording):
        change_at_one_second(recording)
        recording.diagnostics(3.0, **processed)

    with pytest.raises(DemoError, match=word):
        read_cameras_summary(record(fill), NAMES)


def test_a_camera_without_an_answer_is_named(record):
    def fill(recording):
        recording.hazards('left', 0.0, 'a')
        recording.diagnostics(3.0, left=1, right=0)

    with pytest.raises(DemoError, match="nothing was said of the camera 'right': 3 of its images"):
        read_cameras_summary(record(fill), NAMES)


def test_prompts_act_on_three_cameras_while_they_run(tmp_path):
    pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')
    from vl4ad_ros.demo.cameras import record_cameras
    from vl4ad_ros.paths import find_bundle

    noise = np.random.default_rng(0).integers(0, 256, (48, 96, 3), np.uint8)
    pictures = tmp_path / 'pictures'
    pictures.mkdir()
    for index in range(10):
        cv2.imwrite(str(pictures / f'{index}.png'), np.roll(noise, 8 * index, axis=1))
    names = camera_names(3)
    file = tmp_path / 'cameras.mcap'
    requests = [PromptRequest('garden gnome', 1.0), PromptRequest('road', 2.0)]
    stages = []

    def show(status):
        stages.append(status.stage)

    record_cameras(pictures, 'ten pictures', find_bundle('demo'), names, requests, file, show)
    assert 'playing' in stages
    summary = read_cameras_summary(file, names)  # raises when an answer is missing
    gnome, road = summary.changes
    assert gnome.success, gnome.message
    assert not road.success, 'a class is no prompt'
    assert road.digest == gnome.digest
    for camera in summary.cameras:
        assert camera.digests == (gnome.digest_before, gnome.digest), 'each in one piece'
        assert camera.lost == camera.rejected == 0
        assert 0 < gnome.acted_s(camera) < 30
    overlays = {topics.camera_overlay(name) for name in names}
    assert {topic for topic, _, _ in read_messages(file, overlays)} == overlays
