import numpy as np
import pytest

from vl4ad_ros.errors import EvaluationError
from vl4ad_ros.evaluation.scores import ScoreFolder


@pytest.fixture
def folder(tmp_path):
    return ScoreFolder(tmp_path)


def test_a_map_of_label_size_is_read_as_it_is(folder):
    score = np.random.default_rng(0).random((6, 8), np.float32)
    folder.write('drive/000001', score)
    assert folder.has('drive/000001')
    np.testing.assert_array_equal(folder.read('drive/000001', (6, 8)), score)


def test_a_smaller_map_is_resized_bilinearly(folder):
    folder.write('a', np.array([[0, 1]], np.float32))
    expected = [[0, 0.25, 0.75, 1]] * 2  # pixel centres at 1/8, 3/8, ...
    np.testing.assert_allclose(folder.read('a', (2, 4)), expected)


def test_double_precision_is_rounded(folder):
    np.save(folder.path('a'), np.full((2, 2), 0.1))
    assert folder.read('a', (2, 2)).tolist() == [[float(np.float32(0.1))] * 2] * 2


@pytest.mark.parametrize(
    ('stored', 'complaint'),
    [
        (np.zeros((4, 4), np.float16), r'float16 \(4, 4\), expected float32'),
        (np.zeros((4, 4), np.uint8), 'expected float32'),
        (np.zeros((4, 4, 1), np.float32), 'expected float32'),
        (np.zeros((0, 4), np.float32), 'empty'),
        (np.full((4, 4), np.nan, np.float32), 'not finite'),
        (np.full((4, 4), np.inf, np.float32), 'not finite'),
        (np.zeros((4, 8), np.float32), 'cover the whole picture'),
    ],
)
def test_what_cannot_be_a_score_map_is_refused(stored, complaint, folder):
    np.save(folder.path('a'), stored)
    with pytest.raises(EvaluationError, match=complaint):
        folder.read('a', (4, 4))


def test_a_missing_map_is_named(folder):
    with pytest.raises(EvaluationError, match=r'a\.npy: give a folder'):
        folder.read('a', (4, 4))


def test_a_map_that_was_cut_short_is_refused(folder):
    folder.write('a', np.zeros((40, 40), np.float32))
    folder.path('a').write_bytes(folder.path('a').read_bytes()[:500])
    with pytest.raises(EvaluationError, match='no whole'):
        folder.read('a', (40, 40))


def test_pickled_objects_are_never_loaded(folder):
    np.save(folder.path('a'), np.array([{'a': 1}], dtype=object), allow_pickle=True)
    with pytest.raises(EvaluationError, match='no whole'):
        folder.read('a', (4, 4))
