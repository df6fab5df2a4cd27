"""The same bag in code and through real nodes over DDS."""

import pytest

pytest.importorskip('rclpy', reason='ROS 2 is not installed: pip install .[ros]')

from vl4ad_ros.bags.reader import read_messages
from vl4ad_ros.errors import ReplayError
from vl4ad_ros.replay.comparison import Tolerances, compare_runs
from vl4ad_ros.replay.frame_record import read_records
from vl4ad_ros.replay.image_bag import ImageBag
from vl4ad_ros.replay.results import RESULTS_FILE
from vl4ad_ros.replay.through_node import check_through_node, replay_through_node
from vl4ad_ros.settings import NodeSettings

from ..conftest import UNTRAINED_BUNDLE

FRONT, REAR = '/front/image_raw', '/rear/image/compressed'
# As the pipeline of these tests.
SETTINGS = NodeSettings(
    bundle=str(UNTRAINED_BUNDLE),
    vocabulary='cityscapes',
    provider='cpu',
    threads=2,
    min_area=20,
    min_area_near=20,
    confirm_hits=1,
)


def hazard_arrays(folder, topic):
    """Return what was said of each image, without the time that it took."""
    return [
        (
            message.header.stamp.nanosec,
            message.header.frame_id,
            message.image_width,
            message.model_id,
            message.vocabulary_digest,
            message.threshold,
            message.status,
            message.status_text,
            message.frames_dropped,
            [
                (hazard.id, hazard.name, hazard.area, hazard.score_max, hazard.truncated)
                for hazard in message.hazards
            ],
        )
        for _, _, message in read_messages(folder / RESULTS_FILE, [topic])
    ]


def test_two_cameras_one_with_a_damaged_image(tmp_path, write_bag, rows, messages, run, pipeline):
    recorded = rows(3)
    recorded[1][2].step = 5
    for index in range(2):
        _, at_ns, image = rows(2)[index]
        stamp = image.header.stamp
        stamp_ns = stamp.sec * 10**9 + stamp.nanosec + 1
        recorded.append((REAR, at_ns + 1, messages.compressed(index, stamp_ns, 'rear')))
    bag = write_bag(tmp_path / 'bag', recorded)
    out, records = run(bag)
    node, shown = out / 'node', []
    check_through_node()
    with ImageBag(bag) as images:
        replay_through_node(images, SETTINGS, node, shown.append, lambda: False)

    assert shown[-1] == len(records) == 5
    assert [r.rejected for r in read_records(node)] == ['', '', 'bad_step', '', '']
    comparison = compare_runs(node, out, Tolerances(score=0, box_px=0, hazards=0))
    assert comparison.passed, comparison.first_difference
    assert comparison.maps
    assert (comparison.frames, comparison.score_max_abs) == (5, 0)
    for camera, count in ((FRONT, 2), (REAR, 2)):
        topic = f'/vl4ad{camera}/hazards'
        said = hazard_arrays(node, topic)
        assert len(said) == count
        assert said == hazard_arrays(out, topic)
    assert any(record.hazards for record in records)


def test_a_node_that_cannot_start_is_named(tmp_path, write_bag, rows):
    settings = NodeSettings(bundle=str(tmp_path / 'absent'))
    with (
        ImageBag(write_bag(tmp_path / 'bag', rows(1))) as images,
        pytest.raises(ReplayError, match='the node could not start: cannot configure'),
    ):
        replay_through_node(images, settings, tmp_path / 'node', lambda done: None, lambda: False)
