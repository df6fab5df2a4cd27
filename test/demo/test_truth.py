import json
from dataclasses import asdict
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from vl4ad_ros.demo.summary import read_summary
from vl4ad_ros.demo.truth import judge_recording, truth_rows
from vl4ad_ros.demo.truth_hazards import inside

SIZE_HW = (90, 160)
BOX = np.s_[50:80, 60:100]
PROCESSED = (0, 2, 3)


def block(number, left, top, right, bottom):
    outline = ((left, top), (right, top), (right, bottom), (left, bottom))
    return 'unknown', 100.0, 0.9, number, outline


# The first is the sofa in one of two frames, the second is beside it, the third is not judged.
HAZARDS = {
    0: [block(1, 0, 0, 20, 20), block(2, 101, 50, 120, 60)],
    2: [block(1, 60, 50, 100, 80), block(3, 0, 0, 10, 10)],
    3: [block(2, 99, 50, 120, 60)],
}


@pytest.fixture
def drive(tmp_path):
    """A drive of four frames with a sofa before a camera that looks down a little."""
    truth = tmp_path / 'drive' / 'truth'
    for folder in ('labels_masks', 'labels_instance'):
        (truth / folder).mkdir(parents=True)
    camera = {
        'position_m': [0.0, 0.0, 1.4],
        'orientation_xyzw': [-(0.5**0.5), 0.0, 0.0, 0.5**0.5],
        'focal_px': 100.0,
        'centre_px': [79.5, 44.5],
    }
    records = []
    for index in range(4):
        label = np.zeros(SIZE_HW, np.uint8)
        label[BOX] = 1
        if index == 2:
            label[:11, :11] = 255
        cv2.imwrite(str(truth / 'labels_masks' / f'{index:06d}_labels_semantic.png'), label)
        instances = (label == 1).astype(np.uint16) * 7
        cv2.imwrite(str(truth / 'labels_instance' / f'{index:06d}.png'), instances)
        records.append({'index': index, 'stamp_ns': 10**9 + index * 10**8, 'camera': camera})
    (truth / 'frames.jsonl').write_text('\n'.join(map(json.dumps, records)))
    (truth / 'things.json').write_text('[{"id": 7, "kind": "sofa", "label": "unknown"}]')
    return truth.parent


@pytest.fixture
def recording(record):
    """Of the four frames the second was dropped, and the sofa is found from the third on."""

    def fill(recording):
        for index in range(4):
            recording.camera_image(index)
        for index in PROCESSED:
            score = np.full(SIZE_HW, 0.1, np.float32)
            score[BOX] = 0.05 if index == 0 else 0.9
            recording.score(index, score)
            recording.hazards(index, *HAZARDS[index])
            recording.overlay(index)
        recording.diagnostics(received=4, processed=3, dropped=1, rejected=0)

    return record(fill, SIZE_HW)


def test_each_map_is_judged_by_the_frame_it_was_made_from(recording, drive):
    evaluation = judge_recording(recording, read_summary(recording), drive).evaluation
    assert evaluation.table.ids == ('000000', '000002', '000003')
    (detection,) = evaluation.drives.detections
    assert asdict(detection)['kind'] == 'sofa'
    assert detection.found_s == pytest.approx(0.2)
    assert evaluation.threshold == 0.5


def test_rows_say_when_an_object_was_found(recording, drive):
    rows = dict(truth_rows(judge_recording(recording, read_summary(recording), drive)))
    assert list(rows) == [
        'AP', 'FPR95', 'F1* of components', 'sofa first found', 'false alarms of the score',
        'hazards, by id',
    ]  # fmt: skip
    # Its lowest row, 35 px below the horizon at a focal length of 100 px, is 1.4 m deep.
    assert rows['sofa first found'] == 'after 0.2 s, 4 m away (in view at 4 m)'
    assert rows['false alarms of the score'] == '0'
    assert rows['hazards, by id'] == '2, of which 1 are none'


def test_pixels_are_those_inside_of_an_outline(recording):
    corners = [SimpleNamespace(x=x, y=y) for x, y in ((2, 1), (6, 1), (6, 4), (2, 4))]
    rows, columns = np.nonzero(inside(corners, (8, 8)))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (0, 4, 2, 6)


def test_a_drive_without_truth_is_not_judged(recording, tmp_path):
    assert judge_recording(recording, read_summary(recording), tmp_path) is None
