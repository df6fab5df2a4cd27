import hashlib
from dataclasses import replace

import numpy as np
import pytest

from vl4ad_ros.errors import EngineError, VocabularyError
from vl4ad_ros.vocabulary.embedding import MAX_BATCH, embed_vocabulary
from vl4ad_ros.vocabulary.vocabulary import ConceptClass, SuperClass, Vocabulary

WIDTH = 16
VOCABULARY = Vocabulary(
    name='tiny',
    classes=(
        ConceptClass('road', ('road', 'street')),
        ConceptClass('car', ('car',)),
        ConceptClass('truck', ('truck', 'lorry')),
    ),
    super_classes=(SuperClass('vehicle', ('car', 'truck')),),
    ood_prompts=(ConceptClass('dog', ('dog',)),),
    templates=('a {}.', 'the {}'),
)
CONCEPTS = ['road', 'street', 'car', 'truck', 'lorry', 'dog']


class HashEncoder:
    """Gives each sentence a direction and a length of its own, and counts what it is asked."""

    def __init__(self, seed=0, recalled=None):
        self.digest = f'hash encoder {seed}'
        self.recalled = recalled or {}
        self.batches = []

    def recall(self, templates):
        return self.recalled

    def encode(self, texts):
        self.batches.append(list(texts))
        return np.stack([self.vector(text) for text in texts])

    def vector(self, text):
        seed = hashlib.sha256(f'{self.digest} {text}'.encode()).digest()[:8]
        vector = np.random.default_rng(int.from_bytes(seed, 'big')).normal(size=WIDTH)
        return (vector * (1 + len(text))).astype(np.float32)

    @property
    def sentences(self):
        return [text for batch in self.batches for text in batch]


def _by_hand(concept):
    unit = [HashEncoder().vector(template.format(concept)) for template in VOCABULARY.templates]
    unit = [vector / np.linalg.norm(vector) for vector in unit]
    mean = sum(unit) / len(unit)
    return mean / np.linalg.norm(mean)


def _cache_file(folder):
    (path,) = folder.rglob('*.npz')
    return path


def test_each_concept_has_the_mean_of_its_sentences():
    text = embed_vocabulary(VOCABULARY, HashEncoder(), 0.01)
    assert text.names == ('road', 'vehicle', 'dog')
    assert text.known.tolist() == [True, True, False]
    assert text.concept_mask.tolist() == [[True, True, False], [True] * 3, [True, False, False]]
    assert text.concepts.dtype == np.float32
    expected = np.stack([_by_hand(concept) for concept in CONCEPTS])
    np.testing.assert_allclose(text.concepts[text.concept_mask], expected, atol=1e-6)
    assert not text.concepts[~text.concept_mask].any()


@pytest.mark.parametrize(('own', 'used'), [(None, 0.07), (0.02, 0.02)])
def test_a_vocabulary_may_state_its_temperature(own, used):
    vocabulary = replace(VOCABULARY, temperature=own)
    assert embed_vocabulary(vocabulary, HashEncoder(), 0.07).temperature == used


def test_a_table_that_would_fill_the_memory_is_refused_before_a_word_is_embedded():
    many = tuple(ConceptClass(f'thing {number}', (f'thing {number}',)) for number in range(999))
    long = ConceptClass('all else', tuple(f'word {number}' for number in range(999)))
    encoder = HashEncoder()
    with pytest.raises(VocabularyError, match="'all else'"):
        embed_vocabulary(replace(VOCABULARY, ood_prompts=(*many, long)), encoder, 1.0)
    assert not encoder.batches


def test_digest_depends_on_vocabulary_and_encoder():
    digests = {
        embed_vocabulary(vocabulary, encoder, 0.01).digest
        for vocabulary in (VOCABULARY, replace(VOCABULARY, temperature=0.5))
        for encoder in (HashEncoder(0), HashEncoder(1))
    }
    assert len(digests) == 4


def test_second_time_comes_from_the_cache(tmp_path):
    first = embed_vocabulary(VOCABULARY, HashEncoder(), 0.01, tmp_path)
    encoder = HashEncoder()
    second = embed_vocabulary(VOCABULARY, encoder, 0.01, tmp_path)
    assert encoder.batches == []
    np.testing.assert_array_equal(first.concepts, second.concepts)
    assert [path.suffix for path in tmp_path.rglob('*') if path.is_file()] == ['.npz']


def test_a_new_prompt_pays_for_itself_alone(tmp_path):
    embed_vocabulary(VOCABULARY, HashEncoder(), 0.01, tmp_path)
    more = replace(VOCABULARY, ood_prompts=(ConceptClass('pet', ('dog', 'cat')),))
    encoder = HashEncoder()
    embed_vocabulary(more, encoder, 0.01, tmp_path)
    assert encoder.sentences == ['a cat.', 'the cat']
    encoder = HashEncoder()
    embed_vocabulary(VOCABULARY, encoder, 0.01, tmp_path)
    assert encoder.sentences == []


def test_what_comes_with_the_encoder_is_not_embedded_again(tmp_path):
    brought = {concept: _by_hand(concept) for concept in CONCEPTS[:-1]}
    encoder = HashEncoder(recalled=brought)
    text = embed_vocabulary(VOCABULARY, encoder, 0.01, tmp_path)
    assert encoder.sentences == ['a dog.', 'the dog']
    expected = np.stack([_by_hand(concept) for concept in CONCEPTS])
    np.testing.assert_allclose(text.concepts[text.concept_mask], expected, atol=1e-6)


@pytest.mark.parametrize(
    ('vocabulary', 'encoder'),
    [
        (replace(VOCABULARY, templates=('a {}.', 'one {}')), HashEncoder()),
        (VOCABULARY, HashEncoder(1)),
    ],
)
def test_other_templates_or_encoder_are_another_cache(tmp_path, vocabulary, encoder):
    embed_vocabulary(VOCABULARY, HashEncoder(), 0.01, tmp_path)
    embed_vocabulary(vocabulary, encoder, 0.01, tmp_path)
    assert len(encoder.sentences) == len(CONCEPTS) * 2


def _flip(data, position):
    return data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :]


@pytest.mark.parametrize(
    'damage',
    [
        lambda data: b'',
        lambda data: data[:100],
        lambda data: data[:-1],
        lambda data: b'not an archive',
        lambda data: _flip(data, len(data) // 2),
        lambda data: _flip(data, 300),
    ],
)
def test_a_damaged_cache_is_computed_again(tmp_path, damage):
    embed_vocabulary(VOCABULARY, HashEncoder(), 0.01, tmp_path)
    path = _cache_file(tmp_path)
    good = path.read_bytes()
    path.write_bytes(damage(good))
    encoder = HashEncoder()
    text = embed_vocabulary(VOCABULARY, encoder, 0.01, tmp_path)
    assert len(encoder.sentences) == len(CONCEPTS) * 2
    np.testing.assert_allclose(text.concepts[0, 0], _by_hand('road'), atol=1e-6)
    encoder = HashEncoder()
    embed_vocabulary(VOCABULARY, encoder, 0.01, tmp_path)
    assert encoder.sentences == []  # the cache was mended


@pytest.mark.parametrize(
    'arrays',
    [
        {'concepts': np.array(['road'])},
        {'concepts': np.array(['road']), 'embeddings': np.zeros((1, WIDTH), np.float32)},
        {'concepts': np.array(['road']), 'embeddings': np.full((1, WIDTH), np.nan, np.float32)},
        {'concepts': np.array(['road']), 'embeddings': np.eye(2, WIDTH, dtype=np.float32)},
        {'concepts': np.array(['road']), 'embeddings': np.eye(1, WIDTH)},
        {'concepts': np.array([1]), 'embeddings': np.eye(1, WIDTH, dtype=np.float32)},
    ],
)
def test_a_cache_that_says_nonsense_is_computed_again(tmp_path, arrays):
    embed_vocabulary(VOCABULARY, HashEncoder(), 0.01, tmp_path)
    np.savez(_cache_file(tmp_path), **arrays)
    text = embed_vocabulary(VOCABULARY, HashEncoder(), 0.01, tmp_path)
    np.testing.assert_allclose(text.concepts[0, 0], _by_hand('road'), atol=1e-6)


def test_pickles_are_not_loaded(tmp_path):
    embed_vocabulary(VOCABULARY, HashEncoder(), 0.01, tmp_path)
    marker = tmp_path / 'executed'

    class Payload:
        def __reduce__(self):
            return marker.touch, ()

    payload = np.array([Payload()], dtype=object)
    np.savez(_cache_file(tmp_path), concepts=payload, embeddings=payload)
    embed_vocabulary(VOCABULARY, HashEncoder(), 0.01, tmp_path)
    assert not marker.exists()


def test_a_cache_folder_that_cannot_be_written_is_no_error(tmp_path, caplog):
    blocker = tmp_path / 'file'
    blocker.touch()
    text = embed_vocabulary(VOCABULARY, HashEncoder(), 0.01, blocker)
    assert text.concepts.any()
    assert 'cannot be kept' in caplog.text


def test_what_was_done_before_an_interruption_is_kept(tmp_path):
    words = tuple(f'word {index}' for index in range(100))
    vocabulary = replace(VOCABULARY, classes=(ConceptClass('all', words),), super_classes=())

    def stop(done, total):
        assert total == 101
        if done > 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed_vocabulary(vocabulary, HashEncoder(), 0.01, tmp_path, progress=stop)
    encoder = HashEncoder()
    embed_vocabulary(vocabulary, encoder, 0.01, tmp_path)
    assert 0 < len(encoder.sentences) < 2 * 51


def test_progress_counts_concepts_up_to_all(tmp_path):
    calls = []
    embed_vocabulary(
        VOCABULARY, HashEncoder(), 0.01, tmp_path, lambda done, total: calls.append((done, total))
    )
    assert calls[0] == (0, 6)
    assert calls[-1] == (6, 6)


@pytest.mark.parametrize('templates', [1, 14, MAX_BATCH, 3 * MAX_BATCH])
def test_batches_are_bounded(templates):
    vocabulary = replace(VOCABULARY, templates=tuple(f'{i} {{}}' for i in range(templates)))
    encoder = HashEncoder()
    embed_vocabulary(vocabulary, encoder, 0.01)
    assert max(len(batch) for batch in encoder.batches) <= MAX_BATCH
    assert len(encoder.sentences) == len(CONCEPTS) * templates


@pytest.mark.parametrize('value', [0.0, np.nan, np.inf])
def test_vectors_without_direction_are_refused(tmp_path, value):
    class BrokenEncoder(HashEncoder):
        def vector(self, text):
            return np.full(WIDTH, value, np.float32)

    with pytest.raises(EngineError, match='vl4ad bundle verify'):
        embed_vocabulary(VOCABULARY, BrokenEncoder(), 0.01, tmp_path)
    assert not list(tmp_path.rglob('*.npz'))
