"""What all tests share."""

import signal
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

UNTRAINED_BUNDLE = Path(__file__).parent / 'data' / 'untrained_bundle'

# torchvision from PyPI is built for CUDA. Beside a torch for the CPU its compiled operators cannot
# be loaded, and it refuses to be imported unless their names are known. open_clip and timm import
# it, and call none of them.
try:
    import torchvision  # noqa: F401
except RuntimeError:
    import torch

    SCHEMA = '(Tensor dets, Tensor scores, float iou_threshold) -> Tensor'
    for name in ('nms', 'qnms'):
        torch.library.define(f'torchvision::{name}', SCHEMA)
except ImportError:  # the tests that need it say so themselves
    pass


def write_labelled_pictures(root: Path, size_hw: tuple[int, int]) -> Path:
    """Write two pictures of noise in the layout `folder`, with something unknown in each."""
    random = np.random.default_rng(0)
    label = np.zeros(size_hw, np.uint8)
    label[20:40, 30:60] = 1
    for name in ('images', 'labels'):
        (root / name).mkdir(parents=True)
    for name in 'ab':
        image = random.integers(0, 255, (*size_hw, 3), np.uint8)
        cv2.imwrite(str(root / 'images' / f'{name}.png'), image)
        cv2.imwrite(str(root / 'labels' / f'{name}.png'), label)
    return root


@pytest.fixture
def on_sigint():
    """Return what sets the handler of SIGINT; the one before comes back at the end."""
    before = signal.getsignal(signal.SIGINT)
    yield partial(signal.signal, signal.SIGINT)
    signal.signal(signal.SIGINT, before)
