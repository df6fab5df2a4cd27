import dataclasses

import numpy as np
import pytest

from vl4ad_ros.bags.reader import read_messages
from vl4ad_ros.messages import score_at_image_size
from vl4ad_ros.replay.frame_record import digest_of, hazard_values, read_records
from vl4ad_ros.replay.image_bag import ImageBag
from vl4ad_ros.replay.replayer import replay_bag, to_frame
from vl4ad_ros.replay.results import RESULTS_FILE
from vl4ad_ros.structures import AnomalyMaps

FRONT, REAR = '/front/image_raw', '/rear/image_raw'


def untimed(records):
    return [dataclasses.replace(record, seconds={}) for record in records]


def header_of(message):
    stamp = message.header.stamp
    return stamp.sec, stamp.nanosec, message.header.frame_id


def test_two_runs_say_the_same(tmp_path, write_bag, rows, run):
    bag = write_bag(tmp_path / 'bag', rows(4))
    _, first = run(bag, 'first')
    _, second = run(bag, 'second')
    assert untimed(first) == untimed(second)
    assert len({record.digest for record in first}) == 4  # each image is another one
    assert all({'decode', 'network', 'hazards'} == set(record.seconds) for record in first)


def test_the_files_say_what_the_pipeline_found(tmp_path, write_bag, rows, run, pipeline):
    bag = write_bag(tmp_path / 'bag', rows(3))
    out, records = run(bag)
    written = list(read_records(out))
    assert [record.digest for record in written] == [record.digest for record in records]
    assert [record.hazards for record in written] == [record.hazards for record in records]
    topics = {'/vl4ad/hazards': [], '/vl4ad/score': []}
    for topic, at_ns, message in read_messages(out / RESULTS_FILE, topics):
        topics[topic].append((at_ns, message))
    with ImageBag(bag) as images:
        for index, image in enumerate(images):
            result = pipeline.process(to_frame(image))
            at_ns, hazards = topics['/vl4ad/hazards'][index]
            assert at_ns == image.received_ns
            assert header_of(hazards) == header_of(image.message)
            assert hazards.model_id == pipeline.engine.bundle.model_id
            assert hazards.status_text == 'the model bundle is untrained: its scores mean nothing'
            names = [hazard.name for hazard in hazards.hazards]
            assert names == [hazard.name for hazard in result.hazards]
            assert names == [hazard['name'] for hazard in records[index].hazards]
            _, score = topics['/vl4ad/score'][index]
            assert header_of(score) == header_of(image.message)
            assert (score.encoding, score.step) == ('32FC1', 4 * score.width)
            np.testing.assert_array_equal(
                score.data.view('<f4').reshape(score.height, score.width),
                score_at_image_size(result.maps.score, result.frame.size_hw),
            )
            assert records[index].score['max'] == float(result.maps.score.max())
    assert any(names for names in (record.hazards for record in records))


def test_damaged_images_are_counted_by_reason(tmp_path, write_bag, rows, messages, run):
    recorded = rows(4)
    stamps = [row[1] for row in recorded]
    recorded[1] = (FRONT, stamps[1], messages.image(1, stamps[1], step=5))
    recorded[2] = (FRONT, stamps[2], messages.image(2, stamps[2], encoding='strange'))
    out, records = run(write_bag(tmp_path / 'bag', recorded))
    assert [r.rejected for r in records] == ['', 'bad_step', 'unknown_encoding', '']
    assert records[1].error.startswith('step is 5 bytes')
    hazards = [message for _, _, message in read_messages(out / RESULTS_FILE, ['/vl4ad/hazards'])]
    assert [message.frames_dropped for message in hazards] == [0, 2]


def test_two_cameras_have_topics_of_their_own(tmp_path, write_bag, rows, run):
    recorded = [*rows(3), *rows(2, REAR, offset_ns=1, frame_id='rear')]
    out, records = run(write_bag(tmp_path / 'bag', recorded))
    assert [(r.frame, r.topic, r.camera) for r in records] == [
        (0, FRONT, 'front'),
        (1, REAR, 'rear'),
        (2, FRONT, 'front'),
        (3, REAR, 'rear'),
        (4, FRONT, 'front'),
    ]
    topics = [
        f'/vl4ad{camera}/{name}' for camera in (FRONT, REAR) for name in ('hazards', 'score')
    ]
    found = [topic for topic, _, _ in read_messages(out / RESULTS_FILE, topics)]
    assert [found.count(topic) for topic in topics] == [3, 3, 2, 2]
    # The same pictures, whichever camera took them.
    assert records[0].digest == records[1].digest


def test_what_is_done_stays_when_it_is_stopped(tmp_path, write_bag, rows, run):
    asked = []

    def stop():
        asked.append(True)
        return len(asked) > 2

    out, records = run(write_bag(tmp_path / 'bag', rows(4)), stop=stop)
    assert len(records) == len(list(read_records(out))) == 2
    assert len(list(read_messages(out / RESULTS_FILE, ['/vl4ad/score']))) == 2


def test_what_is_done_stays_when_it_fails(tmp_path, write_bag, rows, pipeline):
    with ImageBag(write_bag(tmp_path / 'bag', rows(4))) as images:
        for record in replay_bag(images, pipeline, tmp_path, lambda: False):
            if record.frame == 1:
                break
    assert len(list(read_messages(tmp_path / RESULTS_FILE, ['/vl4ad/score']))) == 2


@pytest.mark.parametrize('change', ['score', 'label', 'hazards', 'shape'])
def test_whatever_changes_the_digest_changes(change):
    score, label = np.zeros((4, 6), np.float32), np.zeros((4, 6), np.int32)
    hazards = ({'name': 'sofa'},)
    before = digest_of(AnomalyMaps(score, label), hazards)
    assert before == digest_of(AnomalyMaps(score.copy(), label.copy()), ({'name': 'sofa'},))
    if change == 'score':
        score[2, 3] = 1e-7
    elif change == 'label':
        label[0, 0] = 1
    elif change == 'hazards':
        hazards = ({'name': 'tyre'},)
    else:
        score, label = score.reshape(6, 4), label.reshape(6, 4)
    assert digest_of(AnomalyMaps(score, label), hazards) != before


def test_hazards_as_json_have_no_nan(pipeline, tmp_path, write_bag, rows):
    with ImageBag(write_bag(tmp_path / 'bag', rows(1))) as images:
        (image,) = images
    result = pipeline.process(to_frame(image))
    hazard = dataclasses.replace(result.hazards[0], score_mean=float('nan'))
    assert hazard_values(hazard)['score_mean'] is None
