import numpy as np
import torch

from vl4ad_ros.training.start import start_network
from vl4ad_ros.training.text import NetworkTextEncoder, embed_classes
from vl4ad_ros.vocabulary.reader import parse_vocabulary

CLIP_TOKENS = {'a photo of a car': [49406, 320, 1125, 539, 320, 1615, 49407]}


def test_known_classes_alone_are_embedded_each_by_itself(settings, streets):
    vocabulary = parse_vocabulary((streets / 'vocabulary.yaml').read_text(), 'tiny')
    text = embed_classes(start_network(settings), vocabulary)
    assert text.names == ('sky', 'road', 'car')
    assert text.known.all()
    assert text.concept_mask.sum(1).tolist() == [1, 2, 1]
    np.testing.assert_allclose(np.linalg.norm(text.concepts, axis=-1)[text.concept_mask], 1, 1e-5)


def test_texts_are_encoded_as_the_tower_wants_them(settings):
    network = start_network(settings)
    encoder = NetworkTextEncoder(network)
    for sentence, ids in CLIP_TOKENS.items():
        tokens = torch.zeros(1, 77, dtype=torch.int64)
        tokens[0, : len(ids)] = torch.tensor(ids)
        with torch.no_grad():
            expected = network.clip(tokens).numpy()
        np.testing.assert_allclose(encoder.encode([sentence.upper()]), expected, atol=1e-6)


def test_a_text_that_is_too_long_keeps_its_end_token(settings):
    network = start_network(settings)
    tokens = torch.tensor([[49406] + [1615] * 75 + [49407]])
    with torch.no_grad():
        expected = network.clip(tokens).numpy()
    encoded = NetworkTextEncoder(network).encode([' '.join(['car'] * 100)])
    np.testing.assert_allclose(encoded, expected, atol=1e-6)
