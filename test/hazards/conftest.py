"""Maps, words and cameras made by hand."""

import numpy as np
import pytest

from vl4ad_ros.structures import AnomalyMaps, CameraCalibration, Frame, GroupEmbeddings

NAMES = ('road', 'car', 'tyre', 'sofa')


@pytest.fixture
def text():
    return GroupEmbeddings(
        concepts=np.zeros((4, 1, 2), np.float32),
        concept_mask=np.ones((4, 1), np.bool_),
        known=np.array([True, True, False, False]),
        names=NAMES,
        temperature=0.07,
        digest='',
        texts=tuple((name,) for name in NAMES),
    )


@pytest.fixture
def maps_of():
    def make(score, label=None, query=None):
        score = np.asarray(score, np.float32)
        label = np.zeros(score.shape, np.int32) if label is None else np.asarray(label, np.int32)
        return AnomalyMaps(
            score, label, query=None if query is None else np.asarray(query, np.int32)
        )

    return make


@pytest.fixture
def picture():
    """Return the mask that a drawing of lines describes: # is True."""

    def make(drawing):
        rows = [line.strip() for line in drawing.strip().splitlines()]
        return np.array([[cell == '#' for cell in row] for row in rows])

    return make


@pytest.fixture
def frame_of():
    def make(size_hw=(360, 640), seconds=0.0, **fields):
        image = np.broadcast_to(np.uint8(0), (*size_hw, 3))
        return Frame(image, round(seconds * 1e9), **fields)

    return make


@pytest.fixture
def calibration_of():
    def make(model='plumb_bob', d=(), focal=400.0, size_wh=(640, 360)):
        width, height = size_wh
        centre = (width - 1) / 2, (height - 1) / 2
        k = (focal, 0.0, centre[0], 0.0, focal, centre[1], 0.0, 0.0, 1.0)
        p = (focal, 0.0, centre[0], 0.0, 0.0, focal, centre[1], 0.0, 0.0, 0.0, 1.0, 0.0)
        r = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
        return CameraCalibration(width, height, model, tuple(d), k, r, p, 'camera')

    return make
