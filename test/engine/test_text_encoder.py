import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from vl4ad_ros.bundle import Bundle, load_bundle
from vl4ad_ros.engine.text_encoder import TextEncoder, clean_text
from vl4ad_ros.errors import BundleError
from vl4ad_ros.vocabulary.cache import save_embeddings

from ..conftest import UNTRAINED_BUNDLE

START, END = 49406, 49407


@pytest.fixture(scope='module')
def bundle() -> Bundle:
    return load_bundle(UNTRAINED_BUNDLE)


@pytest.fixture(scope='module')
def encoder(bundle: Bundle) -> TextEncoder:
    return TextEncoder(bundle)


@pytest.mark.parametrize(
    ('text', 'cleaned'),
    [
        ('  A\tred\n car ', 'a red car'),
        ('salt &amp;amp; pepper', 'salt & pepper'),
        ('schÃ¶n', 'schön'),  # UTF-8 that was read as Latin-1
        ('', ''),
    ],
)
def test_cleaning(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


def test_tokens_stand_between_start_and_end(encoder: TextEncoder) -> None:
    empty, road = encoder.tokenize(['', 'road'])
    assert empty[:3].tolist() == [START, END, 0]
    assert road[:4].tolist() == [START, 1759, END, 0]  # CLIP's number for `road`
    assert not road[4:].any()


def test_long_text_keeps_its_end_token(encoder: TextEncoder) -> None:
    (tokens,) = encoder.tokenize(['road ' * 200])
    assert encoder.context == 77
    assert tokens.tolist() == [START] + [1759] * 75 + [END]


def test_one_vector_a_text_whatever_the_batch(encoder: TextEncoder) -> None:
    texts = ['road', 'lost cargo', '']
    together = encoder.encode(texts)
    assert together.shape == (3, encoder.dim)
    assert together.dtype == np.float32
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_allclose(encoder.encode([text])[0], row, atol=1e-5)
    assert np.abs(together[0] - together[1]).max() > 1e-3


def test_no_texts_give_no_vectors(encoder: TextEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_digest_tells_encoders_apart(bundle: Bundle, encoder: TextEncoder) -> None:
    assert encoder.digest == TextEncoder(bundle).digest
    files = dict(bundle.manifest.files)
    for name in ('text.onnx', 'text.onnx.data', 'tokenizer.json'):
        changed = Bundle(bundle.path, _with_files(bundle, files | {name: 'f' * 64}))
        assert TextEncoder(changed).digest != encoder.digest
    unrelated = Bundle(bundle.path, _with_files(bundle, files | {'image.onnx': 'f' * 64}))
    assert TextEncoder(unrelated).digest == encoder.digest


@pytest.mark.parametrize('damaged', [False, True])
def test_embeddings_of_a_bundle_are_recalled(
    bundle: Bundle, encoder: TextEncoder, tmp_path: Path, damaged: bool
) -> None:
    folder = Path(shutil.copytree(bundle.path, tmp_path / 'demo'))
    name = encoder.embeddings_file(('a {}.',))
    row = np.eye(1, encoder.dim, dtype=np.float32)[0]
    with (folder / name).open('wb') as file:
        save_embeddings(file, {'road': row})
        if damaged:
            file.truncate(40)
    files = {**bundle.manifest.files, name: 'f' * 64}
    found = TextEncoder(Bundle(folder, _with_files(bundle, files)))
    recalled = found.recall(('a {}.',))
    assert recalled.keys() == (set() if damaged else {'road'})
    assert all(np.array_equal(one, row) for one in recalled.values())
    assert found.recall(('the {}.',)) == {}
    assert encoder.recall(('a {}.',)) == {}


def test_tokenizer_without_an_end_is_refused(bundle: Bundle, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(bundle.path, tmp_path / 'demo'))
    path = folder / 'tokenizer.json'
    contents = json.loads(path.read_text('utf-8'))
    path.write_text(json.dumps({**contents, 'post_processor': None}), 'utf-8')
    with pytest.raises(BundleError, match='gives a text no end'):
        TextEncoder(Bundle(folder, bundle.manifest))


def _with_files(bundle: Bundle, files: dict[str, str]):
    return dataclasses.replace(bundle.manifest, files=files)
