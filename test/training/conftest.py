from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch

from vl4ad_ros.model.config import ARCHITECTURES, ClipConfig, NetworkConfig
from vl4ad_ros.training.settings import (
    AugmentationSettings,
    DataSettings,
    LossSettings,
    OptimiserSettings,
    RunSettings,
    TrainingSettings,
)

torch.set_num_threads(1)  # more of them cost time on networks this small

TINY = NetworkConfig(
    ClipConfig(
        depths=(1, 1, 1, 1),
        dims=(8, 12, 16, 20),
        embed_dim=16,
        text_width=16,
        text_heads=2,
        text_layers=1,
    ),
    hidden_dim=32,
    queries=6,
    heads=2,
    points=2,
    encoder_layers=1,
    encoder_ffn_dim=32,
    decoder_layers=2,
    decoder_ffn_dim=32,
    void=False,
)
CLASSES = {0: ('sky', (90, 160, 250)), 1: ('road', (70, 70, 75)), 2: ('car', (220, 30, 30))}
VOCABULARY = """
version: 1
name: tiny
templates: ['{}']
classes:
  sky: [sky]
  road: [road, street]
  car: [car]
super_classes: {ground: [road, sky]}
ood_prompts: [dog]
"""


@pytest.fixture
def tiny_architectures(monkeypatch):
    """Two names that a configuration can ask for."""
    monkeypatch.setitem(ARCHITECTURES, 'tiny', TINY)
    monkeypatch.setitem(ARCHITECTURES, 'tiny_void', replace(TINY, void=True))


@pytest.fixture(scope='session')
def streets(tmp_path_factory):
    """Six pictures of a sky, a road and a car, in the layout `folder`, with a vocabulary."""
    root = tmp_path_factory.mktemp('streets')
    rng = np.random.default_rng(0)
    for number in range(6):
        label = np.where(np.arange(64)[:, None] < rng.integers(20, 44), 0, 1).astype(np.uint8)
        label = np.repeat(label, 128, axis=1)
        x, y = rng.integers(0, 90), rng.integers(10, 40)
        label[y : y + 20, x : x + 36] = 2
        image = np.array([CLASSES[i][1] for i in range(3)], np.uint8)[label]
        write(root / 'images' / f'{number}.png', image[..., ::-1])
        label[0, 0] = 255
        write(root / 'labels' / f'{number}.png', label)
    names = [f'{value}: {name}' for value, (name, _) in CLASSES.items()]
    (root / 'classes.yaml').write_text('\n'.join([*names, '255: ignored']))
    (root / 'vocabulary.yaml').write_text(VOCABULARY)
    return root


@pytest.fixture
def settings(streets, tiny_architectures):
    """A run that learns the six pictures."""
    return TrainingSettings(
        architecture='tiny',
        data=(DataSettings('folder', str(streets)),),
        vocabulary=str(streets / 'vocabulary.yaml'),
        encoder='random',
        size_hw=(64, 96),
        batch=2,
        steps=6,
        seed=1,
        augmentation=AugmentationSettings(scale=(1.0, 1.2), colour=0, gamma=0, night=0),
        loss=LossSettings(points=200),
        optimiser=OptimiserSettings(learning_rate=2e-3, clip_norm=1.0),
        run=RunSettings(accelerator='cpu', workers=0, checkpoint_every=3, sample_every=100),
    )


def write(path, image):
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), image)
