import json

import cv2
import numpy as np
import pytest
import torch

from vl4ad_ros.encoder.alignment import EntryVectors, unit
from vl4ad_ros.encoder.figures import Material, Sizes
from vl4ad_ros.model.config import ARCHITECTURES, ClipConfig, NetworkConfig

torch.set_num_threads(1)  # more of them cost time on networks this small

CLASSES, OTHERS, WIDTH, LAST = 120, 60, 12, 20


def make_material(noise=0.1, seed=0):
    """A world in which pictures follow from meaning, and names and explanations tell of it."""
    rng = np.random.default_rng(seed)
    meaning = rng.standard_normal((CLASSES + OTHERS, 6)).astype(np.float32)
    to_text, to_name = rng.standard_normal((2, 6, WIDTH)).astype(np.float32)
    to_row = rng.standard_normal((6, LAST)).astype(np.float32)

    def seen_through(matrix):
        shape = (CLASSES + OTHERS, matrix.shape[1])
        return meaning @ matrix + noise * rng.standard_normal(shape).astype(np.float32)

    names, explanations = unit(seen_through(to_name)), unit(seen_through(to_text))
    return Material(
        rows=seen_through(to_row)[:CLASSES],
        vectors=EntryVectors(names, explanations),
        sentences=names[:CLASSES],
        allowed=np.arange(CLASSES + OTHERS),
        sizes=Sizes(embed_dim=6, key_dim=8, entries=CLASSES + OTHERS),
    )


@pytest.fixture(scope='session')
def material():
    return make_material()


TINY = NetworkConfig(
    ClipConfig((1, 1, 1, 1), (8, 12, 16, 20), 16, text_width=16, text_heads=2, text_layers=1),
    hidden_dim=32,
    queries=4,
    heads=2,
    encoder_layers=1,
    encoder_ffn_dim=32,
    decoder_layers=1,
    decoder_ffn_dim=32,
)
KINDS = {
    'tomato': ('known', (220, 40, 30)),
    'meadow': ('known', (40, 170, 50)),
    'sea': ('known', (30, 60, 200)),
    'lemon': ('unknown', (230, 220, 40)),
    'plum': ('unseen', (120, 30, 130)),
}


@pytest.fixture
def tiny_architecture(monkeypatch):
    """A name that a configuration can ask for."""
    monkeypatch.setitem(ARCHITECTURES, 'tiny', TINY)


def render(root, pictures, kinds):
    """Write pictures of two coloured things each, as `vl4ad synthesize` leaves them."""
    rng = np.random.default_rng(0)
    for folder in ('images', 'labels_instance', 'records'):
        (root / folder).mkdir(parents=True)
    for number in range(pictures):
        image = rng.integers(100, 140, (32, 64, 3)).astype(np.uint8)
        instances = np.zeros((32, 64), np.uint16)
        things = []
        for place, index in enumerate(rng.permutation(len(kinds))[:2]):
            kind = kinds[index]
            standing, colour = KINDS[kind]
            part = np.s_[6:24, 32 * place + 4 : 32 * place + 26]
            image[part], instances[part] = colour, place + 1
            entry = {'id': place + 1, 'kind': kind, 'label': 'car', 'pixels': 18 * 22}
            if standing != 'known':
                entry |= {'label': 'unknown', 'near': False, 'unseen': standing == 'unseen'}
            things.append(entry)
        name = f'{number:06d}'
        assert cv2.imwrite(str(root / 'images' / f'{name}.png'), image[..., ::-1])
        assert cv2.imwrite(str(root / 'labels_instance' / f'{name}.png'), instances)
        record = {
            'image': f'images/{name}.png',
            'instance_label': f'labels_instance/{name}.png',
            'caption': f'A {things[0]["kind"]} on the left.',
            'things': things,
        }
        (root / 'records' / f'{name}.json').write_text(json.dumps(record))
    return root


@pytest.fixture(scope='session')
def known_things(tmp_path_factory):
    """Pictures of known kinds alone."""
    return render(tmp_path_factory.mktemp('known') / 'stills', 6, ['tomato', 'meadow', 'sea'])


@pytest.fixture(scope='session')
def all_things(tmp_path_factory):
    """Pictures that show unknown and unseen kinds as well."""
    return render(tmp_path_factory.mktemp('all') / 'stills', 8, list(KINDS))
