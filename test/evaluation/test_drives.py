import json

import numpy as np
import pytest

from vl4ad_ros.errors import DataSetError
from vl4ad_ros.evaluation.drive_truth import read_drive_truth
from vl4ad_ros.evaluation.evaluation import Task, evaluate
from vl4ad_ros.evaluation.latency import later_frame
from vl4ad_ros.evaluation.layouts import open_data_set
from vl4ad_ros.evaluation.scores import ScoreFolder

from .conftest import write_png

SIZE = HEIGHT, WIDTH = 60, 80
FOCAL_PX = 60.0
CAMERA_HEIGHT_M = 1.5
SOFA, TYRE = 7, 9
SOFA_AT_M = 20.0  # along the street; the camera starts at 0
FRAMES = 6
STEP_M = 2.5
# Looking along +y: x right, y down, z forward of the optical frame.
FORWARD_XYZW = (-np.sqrt(0.5), 0, 0, np.sqrt(0.5))


def sofa_box(index):
    """Return the sofa's upper and lower row in a frame, as a pinhole sees it."""
    ahead_m = SOFA_AT_M - index * STEP_M
    horizon = (HEIGHT - 1) / 2
    bottom = horizon + FOCAL_PX * CAMERA_HEIGHT_M / ahead_m
    return max(0, round(bottom - 0.5) - 9), round(bottom - 0.5) + 1


@pytest.fixture
def drive(tmp_path):
    """A camera that drives towards a sofa, and a tyre that is there in the last frame only."""
    root = tmp_path / 'street'
    records = []
    for index in range(FRAMES):
        instances = np.ones(SIZE, np.uint16)
        top, bottom = sofa_box(index)
        instances[top:bottom, 34:46] = SOFA
        if index == FRAMES - 1:
            instances[40:44, 4:10] = TYRE
        name = f'{index:06d}'
        write_png(root / 'images' / f'{name}.png', np.full((*SIZE, 3), 90, np.uint8))
        label = (instances > 1).astype(np.uint8)
        write_png(root / 'labels_masks' / f'{name}_labels_semantic.png', label)
        write_png(root / 'labels_instance' / f'{name}.png', instances)
        records.append(
            {
                'index': index,
                'stamp_ns': 10**9 + index * 10**8,
                'camera': {
                    'position_m': [0, index * STEP_M, CAMERA_HEIGHT_M],
                    'orientation_xyzw': FORWARD_XYZW,
                    'focal_px': FOCAL_PX,
                    'centre_px': [(WIDTH - 1) / 2, (HEIGHT - 1) / 2],
                },
            }
        )
    (root / 'frames.jsonl').write_text('\n'.join(map(json.dumps, records)) + '\n')
    things = [
        {'id': 1, 'kind': 'road', 'label': 'road'},
        {'id': SOFA, 'kind': 'sofa', 'label': 'unknown'},
        {'id': TYRE, 'kind': 'tyre', 'label': 'unknown'},
    ]
    (root / 'things.json').write_text(json.dumps(things))
    return root


def score(index, found=True, false_alarm=False):
    """A score that finds the sofa or not, never the tyre, and may see what is not there."""
    scores = np.random.default_rng(index).random(SIZE, np.float32) * 0.3
    top, bottom = sofa_box(index)
    scores[top:bottom, 34:46] += 0.6 if found else 0
    if false_alarm:
        scores[2:12, 60:72] = 0.95
    return scores


def judge(root, tmp_path, threshold=0.5, prompted=None, **options):
    """Evaluate with per-frame options of `score` given as lists."""
    scores = ScoreFolder(tmp_path / 'scores')
    data_set = open_data_set('rendered', root)
    for index, frame in enumerate(data_set.frames):
        given = {name: values[index] for name, values in options.items()}
        scores.write(frame.id, score(index % FRAMES, **given))
    task = Task(data_set, scores, threshold, measured_latency_s=0.05, prompted=prompted)
    return evaluate(task, tmp_path / 'work')


def test_distances_come_from_where_an_object_touches_the_ground(drive):
    truth = read_drive_truth(drive)
    for index in range(FRAMES):
        name = f'{index:06d}'
        mask = truth.instances(name) == SOFA
        distance = truth.frame(name).camera.ground_distance_m(mask)
        assert distance == pytest.approx(SOFA_AT_M - index * STEP_M, rel=0.12)


def test_what_stands_above_the_horizon_has_no_distance(drive):
    mask = np.zeros(SIZE, np.bool_)
    mask[:10] = True
    assert read_drive_truth(drive).frame('000000').camera.ground_distance_m(mask) is None


def test_first_detection_and_flicker(drive, tmp_path):
    found = [False, False, True, False, True, True]
    report = judge(drive, tmp_path, found=found).drives
    sofa, tyre = report.detections
    assert (sofa.kind, sofa.visible_s, sofa.found_s) == ('sofa', 0, pytest.approx(0.2))
    assert sofa.found_m == pytest.approx(SOFA_AT_M - 2 * STEP_M, rel=0.12)
    assert (tyre.kind, tyre.found_s, tyre.found_m) == ('tyre', None, None)
    assert report.flicker == pytest.approx(3 / 5)


def test_a_false_alarm_that_stays_is_one(drive, tmp_path):
    alarms = [True, True, True, False, True, False]
    false_alarms = judge(drive, tmp_path, false_alarm=alarms).drives.false_alarms
    assert false_alarms.count == 2
    assert false_alarms.hours == pytest.approx(0.6 / 3600)
    assert false_alarms.kilometres == pytest.approx(5 * STEP_M / 1000)
    assert false_alarms.per_kilometre == pytest.approx(2 / 0.0125)


def test_figures_by_kind_distance_and_prompt(drive, tmp_path):
    report = judge(drive, tmp_path, prompted=frozenset({'sofa'})).drives
    sofa, tyre = report.kinds
    assert (sofa.name, sofa.objects, sofa.frames, sofa.found) == ('sofa', 1, 6, 1)
    assert (tyre.name, tyre.frames, tyre.pixels, tyre.found) == ('tyre', 1, 24, 0)
    assert sofa.auroc > 0.99 > 0.7 > tyre.auroc
    assert [row.name for row in report.distances] == ['near', 'middle']
    assert [row.name for row in report.prompts] == ['prompted for', 'not prompted for']


def test_the_later_a_score_the_less_it_is_worth(drive, tmp_path):
    rows = {row.latency_s: row for row in judge(drive, tmp_path).latencies}
    assert [rows[s].frames for s in (0.0, 0.1, 0.2, 0.5)] == [6, 5, 4, 1]
    assert rows[0.05].measured
    assert rows[0.05].ap == rows[0.1].ap  # the next frame is the first that is so much later
    assert rows[0.0].ap > rows[0.1].ap > rows[0.2].ap


def test_the_first_frame_that_is_late_enough():
    stamps = [0, 100_000_000, 200_000_000]
    assert [later_frame(stamps, 0, s) for s in (0, 0.1, 0.1001, 0.15, 0.2, 0.21)] == [
        0, 1, 1, 2, 2, None,
    ]  # fmt: skip


def test_drives_side_by_side_are_judged_each_by_itself(drive, tmp_path):
    (drive.parent / 'drives').mkdir()
    for name in ('a', 'b'):
        drive.parent.joinpath('drives', name).symlink_to(drive)
    evaluation = judge(drive.parent / 'drives', tmp_path)
    assert evaluation.table.unit_name == 'drives'
    assert evaluation.table.ids[0] == 'a/000000'
    assert len(evaluation.drives.detections) == 4


def test_without_maps_of_objects_there_is_still_what_needs_none(drive, tmp_path):
    for path in (drive / 'labels_instance').iterdir():
        path.unlink()
    report = judge(drive, tmp_path, false_alarm=[True] * FRAMES).drives
    assert report.kinds == ()
    assert report.false_alarms.count == 1


def test_a_picture_that_the_index_does_not_know_is_named(drive, tmp_path):
    index = drive / 'frames.jsonl'
    index.write_text('\n'.join(index.read_text().splitlines()[:-1]))
    with pytest.raises(DataSetError, match='does not know the picture 000005'):
        judge(drive, tmp_path)


def test_a_broken_index_is_named(drive):
    (drive / 'frames.jsonl').write_text('{"index": 0}\n')
    with pytest.raises(DataSetError, match='render the drive again'):
        read_drive_truth(drive)


@pytest.fixture
def stills(drive):
    """The same frames as stills: each knows its objects, nothing moves from one to the next."""
    (drive / 'things.json').unlink()
    index = drive / 'frames.jsonl'
    records = [json.loads(line) for line in index.read_text().splitlines()]
    sofa = {'id': SOFA, 'kind': 'sofa', 'label': 'unknown', 'near': True, 'unseen': False}
    tyre = {'id': TYRE, 'kind': 'tyre', 'label': 'unknown', 'near': False, 'unseen': True}
    road = {'id': 1, 'kind': 'road', 'label': 'road'}
    lines = [json.dumps(record | {'things': [road, sofa, tyre]}) for record in records]
    index.write_text('\n'.join(lines) + '\n')
    for number in range(FRAMES):
        write_png(drive / 'depth' / f'{number:06d}.png', np.full(SIZE, 4321, np.uint16))
    return drive


def test_stills_have_kinds_and_distances_but_no_time(stills, tmp_path):
    evaluation = judge(stills, tmp_path, false_alarm=[True] * FRAMES)
    report = evaluation.drives
    assert [(row.name, row.objects, row.frames) for row in report.kinds] == [
        ('sofa', FRAMES, FRAMES),
        ('tyre', 1, 1),
    ]
    assert [(row.name, row.frames) for row in report.distances] == [('far', FRAMES + 1)]
    assert [(row.name, row.frames) for row in report.novelties] == [
        ('far from known classes', 1),
        ('near a known class', FRAMES),
        ('kinds of training', FRAMES),
        ('unseen kinds', 1),
    ]
    assert (report.detections, report.flicker, evaluation.latencies) == ((), None, ())
    alarms = report.false_alarms
    assert (alarms.count, alarms.per_frame, alarms.per_hour) == (FRAMES, 1, None)
    assert evaluation.table.unit_name == 'frames'


def test_stills_without_their_objects_are_pictures_with_labels(stills, tmp_path):
    index = stills / 'frames.jsonl'
    records = [json.loads(line) for line in index.read_text().splitlines()]
    for record in records:
        del record['things']
    index.write_text('\n'.join(map(json.dumps, records)) + '\n')
    evaluation = judge(stills, tmp_path)
    assert evaluation.drives is None
    assert evaluation.pixels.metrics.ap > 0
