"""A drive of thirty frames with one unknown object, and maps that are known."""

import dataclasses
import json

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from vl4ad_ros.calibration.calibration import read_calibration
from vl4ad_ros.calibration.outcomes import find_outcomes
from vl4ad_ros.cli.main import app
from vl4ad_ros.errors import EvaluationError, SettingsError
from vl4ad_ros.evaluation.layouts import open_data_set
from vl4ad_ros.evaluation.map_folder import MapFolder
from vl4ad_ros.hazards.settings import ComponentSettings, HazardSettings, TrackSettings
from vl4ad_ros.structures import AnomalyMaps, GroupEmbeddings

SIZE_HW = (64, 96)
FRAMES, FRAME_S = 30, 0.1
OBJECT = (slice(40, 56), slice(40, 60))
GHOST = (slice(10, 22), slice(70, 90))  # seen from frame 12 to 17, where there is nothing
THRESHOLDS = np.array([0.2, 0.5, 0.75])
SETTINGS = HazardSettings(
    ComponentSettings(grouping='plain', min_area_px=10, near_area_px=10),
    tracks=TrackSettings(enabled=False),
)
WORDS = GroupEmbeddings(
    np.ones((2, 1, 1), np.float32),
    np.ones((2, 1), bool),
    np.array([True, False]),
    ('road', 'sofa'),
    1.0,
    'd1',
    (('road',), ('sofa',)),
)


def make_drive(root, drive=True):
    for name in ('images', 'labels_masks', 'labels_instance'):
        (root / name).mkdir(parents=True)
    label, instances = np.zeros(SIZE_HW, np.uint8), np.zeros(SIZE_HW, np.uint16)
    label[OBJECT], instances[OBJECT] = 1, 7
    things = [{'id': 7, 'kind': 'sofa', 'label': 'unknown', 'near': False, 'unseen': False}]
    camera = {
        'position_m': [0, 0, 1.5],
        'orientation_xyzw': [-0.7071, 0, 0, 0.7071],
        'focal_px': 80.0,
        'centre_px': [47.5, 31.5],
    }
    records = []
    for index in range(FRAMES):
        name = f'{index:06d}'
        cv2.imwrite(str(root / 'images' / f'{name}.png'), np.zeros((*SIZE_HW, 3), np.uint8))
        cv2.imwrite(str(root / 'labels_masks' / f'{name}_labels_semantic.png'), label)
        cv2.imwrite(str(root / 'labels_instance' / f'{name}.png'), instances)
        record = {'index': index, 'stamp_ns': int(1e9 + index * FRAME_S * 1e9), 'camera': camera}
        records.append(record if drive else {**record, 'things': things})
    (root / 'frames.jsonl').write_text('\n'.join(map(json.dumps, records)) + '\n')
    if drive:
        (root / 'things.json').write_text(json.dumps(things))
    return open_data_set('rendered', root)


def make_maps(folder, data_set, object_score=0.6):
    maps = MapFolder(folder)
    for index, frame in enumerate(data_set.frames):
        score = np.full(SIZE_HW, 0.05, np.float32)
        score[OBJECT] = object_score
        if 12 <= index < 18:
            score[GHOST] = 0.7
        maps.write(frame.id, AnomalyMaps(score, np.zeros(SIZE_HW, np.int32)))
    maps.write_words(WORDS, 'demo@0123')
    return maps


def test_a_false_alarm_that_stays_is_one_and_an_object_seen_once_is_found(tmp_path):
    data_set = make_drive(tmp_path / 'drive')
    maps = make_maps(tmp_path / 'maps', data_set)
    found = find_outcomes(data_set, maps, WORDS, SETTINGS, THRESHOLDS)
    np.testing.assert_array_equal(found.alarms, [[0, 0, 0], [1, 1, 0], [0, 0, 0]])
    np.testing.assert_array_equal(found.misses, [[0, 0, 1]])
    assert (found.objects, found.drives, found.frames) == (1, 1, FRAMES)
    assert found.hours == pytest.approx(3 / 3600)
    assert found.hazards[1][:, 1].sum() == FRAMES
    assert len(found.hazards[1]) == FRAMES + 6
    assert found.score_histogram.sum() == pytest.approx(1)


def test_each_still_is_a_drive_of_its_own(tmp_path):
    data_set = make_drive(tmp_path / 'stills', drive=False)
    maps = make_maps(tmp_path / 'maps', data_set)
    found = find_outcomes(data_set, maps, WORDS, SETTINGS, THRESHOLDS)
    assert found.misses.shape == found.alarms.shape == (FRAMES, 3)
    assert found.alarms.sum(axis=0).tolist() == [6, 6, 0]
    assert found.misses.sum(axis=0).tolist() == [0, 0, FRAMES]


def test_frames_without_full_truth_are_refused(tmp_path):
    data_set = make_drive(tmp_path / 'stills', drive=False)
    index = tmp_path / 'stills' / 'frames.jsonl'
    rows = [json.loads(line) for line in index.read_text().splitlines()]
    for row in rows:
        del row['things']
    index.write_text('\n'.join(map(json.dumps, rows)))
    maps = make_maps(tmp_path / 'maps', data_set)
    with pytest.raises(EvaluationError, match='vl4ad synthesize'):
        find_outcomes(data_set, maps, WORDS, SETTINGS, THRESHOLDS)


def test_the_command_calibrates_and_checks(tmp_path):
    data_set = make_drive(tmp_path / 'stills', drive=False)
    make_maps(tmp_path / 'maps', data_set)
    out = tmp_path / 'c.yaml'
    params = tmp_path / 'params.yaml'
    params.write_text('/**:\n  ros__parameters: {min_area: 10, min_area_near: 10}\n')
    common = ['--drives', str(tmp_path / 'stills'), '--scores', str(tmp_path / 'maps')]
    common += ['--params', str(params)]
    made = CliRunner().invoke(
        app, ['calibrate', *common, '--miss-rate', '0.1', '--out', str(out), '--thresholds', '9']
    )
    assert made.exit_code == 0, made.output
    calibration = read_calibration(out)
    assert 0.3 < calibration.threshold < 0.6
    assert (calibration.model_id, calibration.vocabulary_digest) == ('demo@0123', 'd1')
    checked = CliRunner().invoke(app, ['calibrate', *common, '--check', str(out)])
    assert checked.exit_code == 0, checked.output
    assert 'give others to check it' in checked.output


def test_one_command_shows_that_a_promise_is_kept_and_how_it_breaks_under_a_shift(tmp_path):
    data_set = make_drive(tmp_path / 'day', drive=False)
    make_maps(tmp_path / 'maps', data_set)
    for name, object_score in (('held_out', 0.6), ('night', 0.2)):
        other = make_drive(tmp_path / name, drive=False)
        make_maps(tmp_path / 'maps' / name, other, object_score)
    params = tmp_path / 'params.yaml'
    params.write_text('/**:\n  ros__parameters: {min_area: 10, min_area_near: 10}\n')
    command = ['calibrate', '--drives', tmp_path / 'day', '--scores', tmp_path / 'maps']
    command += ['--params', params, '--thresholds', 9, '--miss-rate', '0.1']
    command += ['--out', tmp_path / 'c.yaml']
    command += ['--held-out', tmp_path / 'held_out', '--held-out', tmp_path / 'night']
    done = CliRunner().invoke(app, list(map(str, command)), env={'COLUMNS': '150'})
    assert done.exit_code == 1, done.output  # at night it does not hold
    rows = [line for line in done.output.splitlines() if 'miss_rate' in line]
    _, kept, broken = ([cell.strip() for cell in row.split('│')[1:-1]] for row in rows)
    assert kept == ['held_out', 'miss_rate', '0.1', '0.000', '0.000 to 0.116', '30', 'yes']
    assert broken == ['night', 'miss_rate', '0.1', '1.000', '0.884 to 1.000', '30', 'no']


@pytest.mark.parametrize(
    ('promise', 'said'),
    [
        (('--false-alarms-per-hour', '60'), 'give 0.016 h or more, or promise 117 or more'),
        (('--miss-rate', '0.01'), 'cannot be promised from 30 drives .* give 99 or more'),
    ],
)
def test_too_few_data_are_refused_with_what_is_missing(promise, said, tmp_path):
    data_set = make_drive(tmp_path / 'few', drive=False)
    make_maps(tmp_path / 'maps', data_set)
    command = ['calibrate', '--drives', str(tmp_path / 'few'), '--scores', str(tmp_path / 'maps')]
    with pytest.raises(EvaluationError, match=said):
        CliRunner().invoke(app, [*command, '--thresholds', '3', *promise], catch_exceptions=False)
    assert not (tmp_path / 'calibration.yaml').exists()


@pytest.mark.parametrize(
    ('options', 'said'),
    [
        (['--scores', 'x'], '--false-alarms-per-hour, --miss-rate'),
        (['--miss-rate', '0.1'], 'give --bundle or --scores'),
        (['--scores', 'x', '--miss-rate', '0'], 'between 0 and 1'),
        (
            ['--scores', 'x', '--miss-rate', '.1', '--held-out', 'a/x', '--held-out', 'b/x'],
            'have one name',
        ),
        (['--scores', 'x', '--false-alarms-per-hour', '0'], 'more than 0'),
        (['--scores', 'x', '--miss-rate', '0.1', '--check', 'c.yaml'], 'or else --check'),
    ],
)
def test_options_that_cannot_be_meant_are_refused(options, said):
    with pytest.raises(EvaluationError, match=said):
        CliRunner().invoke(app, ['calibrate', '--drives', 'd', *options], catch_exceptions=False)


def test_a_rest_at_the_end_of_a_drive_makes_no_second(tmp_path):
    """A second that was not driven must not dilute the alarms."""
    data_set = make_drive(tmp_path / 'drive')
    maps = make_maps(tmp_path / 'maps', data_set)
    short = dataclasses.replace(data_set, frames=data_set.frames[:17])
    found = find_outcomes(short, maps, WORDS, SETTINGS, THRESHOLDS)
    np.testing.assert_array_equal(found.alarms, [[1, 1, 0]])


def test_scores_of_another_model_are_refused_before_they_are_used(tmp_path):
    data_set = make_drive(tmp_path / 'day', drive=False)
    make_maps(tmp_path / 'maps', data_set)
    command = ['calibrate', '--drives', tmp_path / 'day', '--scores', tmp_path / 'maps']
    command = [str(word) for word in command]
    made = [*command, '--thresholds', '3', '--miss-rate', '0.5', '--out', str(tmp_path / 'c.yaml')]
    assert CliRunner().invoke(app, made).exit_code == 0
    MapFolder(tmp_path / 'maps').write_words(WORDS, 'another')
    for map_file in (tmp_path / 'maps').glob('*.npz'):
        map_file.unlink()
    with pytest.raises(SettingsError, match=r'made for the bundle .*, here is another'):
        CliRunner().invoke(
            app, [*command, '--check', str(tmp_path / 'c.yaml')], catch_exceptions=False
        )
