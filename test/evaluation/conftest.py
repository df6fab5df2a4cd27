from pathlib import Path

import cv2
import numpy as np
import pytest

GOLDEN = Path(__file__).parents[2].parent / 'shared' / 'golden' / 'smiyc'


@pytest.fixture
def golden():
    if not GOLDEN.is_dir():
        pytest.skip('the folder with the official figures is not there: ../shared/golden/smiyc')
    return GOLDEN


def write_png(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), pixels)


def street(size_hw=(48, 96), seed=0):
    """Return a picture, a label with one anomaly and ignored pixels, and a score that knows."""
    random = np.random.default_rng(seed)
    image = random.integers(0, 255, (*size_hw, 3), np.uint8)
    label = np.zeros(size_hw, np.uint8)
    top, left = random.integers(4, 20), random.integers(4, 60)
    label[top : top + 16, left : left + 20] = 1
    label[-4:] = 255
    score = 0.6 * random.random(size_hw, np.float32) + 0.3 * (label == 1)
    return image, label, score.astype(np.float32)


@pytest.fixture
def anomaly_track(tmp_path):
    """Three labelled frames in the layout of RoadAnomaly21, and a folder of scores."""
    root, scores = tmp_path / 'data', tmp_path / 'my_method'
    scores.mkdir()
    for index in range(3):
        image, label, score = street(seed=index)
        track = root / 'dataset_AnomalyTrack'
        write_png(track / 'images' / f'validation{index:04d}.jpg', image)
        write_png(track / 'labels_masks' / f'validation{index:04d}_labels_semantic.png', label)
        colour = np.zeros((*label.shape, 3), np.uint8)
        write_png(
            track / 'labels_masks' / f'validation{index:04d}_labels_semantic_color.png', colour
        )
        np.save(scores / f'validation{index:04d}.npy', score)
    return root, scores
