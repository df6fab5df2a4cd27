import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from vl4ad_ros.errors import ReplayError
from vl4ad_ros.pipeline import load_pipeline
from vl4ad_ros.replay.comparison import Tolerances, compare_runs
from vl4ad_ros.replay.image_bag import ImageBag
from vl4ad_ros.replay.replayer import replay_bag
from vl4ad_ros.replay.results import RESULTS_FILE

FRONT, REAR = '/front/image_raw', '/rear/image_raw'


@pytest.fixture
def bag(tmp_path, write_bag, rows):
    return write_bag(tmp_path / 'bag', [*rows(3), *rows(2, REAR, offset_ns=50)])


@pytest.fixture
def reference(bag, run):
    return run(bag, 'reference')[0]


def replay(bag, out, pipeline):
    out.mkdir()
    with ImageBag(bag) as images:
        for _ in replay_bag(images, pipeline, out, lambda: False):
            pass
    return out


def change_lines(folder, change):
    """Let a function change the frames of a run."""
    path = folder / 'frames.jsonl'
    frames = [json.loads(line) for line in path.read_text().splitlines()]
    frames = change(frames) or frames
    path.write_text(''.join(f'{json.dumps(frame)}\n' for frame in frames))


def test_equal_runs(bag, reference, run):
    comparison = compare_runs(reference, run(bag)[0], Tolerances(0, 0, 0))
    assert comparison.passed
    assert comparison.maps
    assert (comparison.frames, comparison.equal, comparison.differing) == (5, 5, 0)
    assert comparison.score_max_abs == 0


def test_another_threshold_fails_and_names_the_frame(bag, reference, pipeline, tmp_path):
    settings = pipeline.hazard_settings
    components = replace(settings.components, threshold=0.99)
    pipeline.hazard_settings = replace(settings, components=components)
    try:
        out = replay(bag, tmp_path / 'out', pipeline)
    finally:
        pipeline.hazard_settings = settings
    comparison = compare_runs(reference, out, Tolerances())
    assert not comparison.passed
    assert comparison.first_difference.startswith(f'frame 0 ({FRONT} at 1700000000000000000 ns): ')
    assert 'hazards in the reference, now' in comparison.first_difference
    assert comparison.score_max_abs == 0
    assert compare_runs(reference, out, Tolerances(hazards=1000)).passed


def test_another_vocabulary_fails_and_says_by_how_much(bag, reference, tmp_path, cache):
    words = tmp_path / 'words.yaml'
    words.write_text("""
version: 1
name: words
classes:
  road: [road]
  sky: [sky]
ood_prompts: [sofa]
templates: ['a photo of a {}.']
""")
    other = load_pipeline('demo', str(words), 'cpu', 2)
    out = replay(bag, tmp_path / 'out', other)
    comparison = compare_runs(reference, out, Tolerances())
    assert 'the score differs by up to' in comparison.first_difference
    assert comparison.first_difference.startswith('frame 0 ')
    assert comparison.differing == 5


def test_without_maps_their_statistics_are_compared(bag, reference, run):
    out, _ = run(bag)
    (reference / RESULTS_FILE).unlink()
    assert not compare_runs(reference, out, Tolerances(0, 0, 0)).maps

    def brighten(frames):
        frames[3]['score']['p99'] += 0.01
        frames[3]['digest'] = 'another'

    change_lines(out, brighten)
    comparison = compare_runs(reference, out, Tolerances(score=0.001))
    assert comparison.first_difference.startswith(f'frame 3 ({REAR} at ')
    assert comparison.score_max_abs == pytest.approx(0.01)
    assert compare_runs(reference, out, Tolerances(score=0.02)).passed


def _rename(frame):
    frame['hazards'][0]['name'] = 'dragon'


def _move(frame):
    frame['hazards'][0]['box_xyxy_px'][2] += 9


def _drop(frame):
    del frame['hazards'][0]


def _reject(frame):
    frame['rejected'] = 'bad_step'


@pytest.mark.parametrize(
    ('change', 'sentence'),
    [
        (_rename, 'only now: dragon at ['),
        (_move, 'only in the reference: '),
        (_drop, 'only now: none'),
        (_reject, 'in the reference it is processed, now bad_step'),
    ],
)
def test_what_is_beyond_the_tolerances(bag, reference, run, change, sentence):
    out, records = run(bag)
    frame = next(record.frame for record in records if record.hazards)
    (reference / RESULTS_FILE).unlink()

    def apply(frames):
        frames[frame]['digest'] = 'another'
        change(frames[frame])

    change_lines(out, apply)
    comparison = compare_runs(reference, out, Tolerances())
    assert comparison.differing == 1
    assert comparison.first_difference.startswith(f'frame {frame} ')
    assert sentence in comparison.first_difference


def test_hazards_of_the_same_place_in_another_order_agree(bag, reference, run):
    out, _ = run(bag)
    (reference / RESULTS_FILE).unlink()

    def turn(frames):
        for frame in frames:
            frame['digest'] = 'another'
            frame['hazards'].reverse()

    change_lines(out, turn)
    comparison = compare_runs(reference, out, Tolerances(0, 0, 0))
    assert comparison.passed
    assert comparison.equal == 0


@pytest.mark.parametrize(
    ('change', 'sentence'),
    [
        (lambda frames: frames[:4], 'frame 4 ({rear} at {stamp} ns): only the reference has this'),
        (lambda frames: frames[1:], 'in the reference this is /front/image_raw at'),
    ],
)
def test_other_frames(bag, reference, run, change, sentence):
    out, records = run(bag)
    last = records[4]
    change_lines(out, change)
    comparison = compare_runs(reference, out, Tolerances())
    expected = sentence.format(rear=last.topic, stamp=last.stamp_ns)
    assert expected in comparison.first_difference


def test_folders_that_are_no_runs(tmp_path, bag, reference):
    with pytest.raises(ReplayError, match='cannot be read'):
        compare_runs(tmp_path, reference, Tolerances())
    damaged = tmp_path / 'damaged'
    shutil.copytree(reference, damaged)
    lines = (damaged / 'frames.jsonl').read_text().splitlines(keepends=True)
    (damaged / 'frames.jsonl').write_text(''.join([lines[0], '{"frame": 1}\n']))
    with pytest.raises(ReplayError, match='line 2 of'):
        compare_runs(damaged, reference, Tolerances())


def test_a_reference_with_damaged_maps(bag, reference, run):
    path = reference / RESULTS_FILE
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ReplayError, match=r'results\.mcap is damaged'):
        compare_runs(reference, run(bag)[0], Tolerances())


def test_images_of_another_size_have_nothing_in_common(tmp_path, write_bag, rows, run):
    small = run(write_bag(tmp_path / 'small', rows(1)), 'reference')[0]
    large = run(write_bag(tmp_path / 'large', rows(1, size_hw=(64, 96))), 'out')[0]
    assert np.isclose(compare_runs(small, large, Tolerances()).score_max_abs, 1)
