import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from vl4ad_ros.encoder.sentences import SentenceEncoder
from vl4ad_ros.model.config import SentenceConfig
from vl4ad_ros.model.sentence_tower import SentenceTransformer

WORDS = {'[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3, 'a': 4, 'red': 5, 'car': 6}


@pytest.fixture(scope='module')
def tokenizer():
    tokenizer = Tokenizer(models.WordLevel(WORDS, unk_token='[UNK]'))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(('[SEP]', 3), ('[CLS]', 2))
    return tokenizer.to_str()


@pytest.fixture(scope='module')
def transformer():
    torch.manual_seed(0)
    return SentenceTransformer(
        SentenceConfig(width=8, heads=2, layers=1, ffn_dim=8, vocab_size=7, max_length=9)
    ).eval()


def encoder(transformer, tokenizer, folder, calls):
    return SentenceEncoder(
        transformer, tokenizer, folder, lambda done, of: calls.append((done, of))
    )


def test_each_text_has_its_vector_whatever_its_place(transformer, tokenizer, tmp_path):
    calls = []
    texts = ['a red car', 'car', 'a car', '', 'a a a a red'] * 30
    vectors = encoder(transformer, tokenizer, tmp_path, calls).encode(texts, length=5)
    assert calls[-1] == (150, 150)
    expected = {'a red car': [2, 4, 5, 6, 3], 'a a a a red': [2, 4, 4, 4, 3], '': [2, 3]}
    with torch.no_grad():
        for text, ids in expected.items():
            row = transformer(torch.tensor([ids]))[0].numpy()
            for place in (texts.index(text), len(texts) - 1 - texts[::-1].index(text)):
                np.testing.assert_allclose(vectors[place], row, atol=1e-6)


def test_what_was_encoded_is_not_encoded_again(transformer, tokenizer, tmp_path):
    calls = []
    first = encoder(transformer, tokenizer, tmp_path, calls).encode(['car'], 5)
    calls.clear()
    again = encoder(transformer, tokenizer, tmp_path, calls)
    np.testing.assert_array_equal(again.encode(['car'], 5), first)
    assert calls == []
    again.encode(['car'], 4)
    again.encode(['a car'], 5)
    assert len(calls) == 2
    other = SentenceTransformer(
        SentenceConfig(width=8, heads=2, layers=1, ffn_dim=8, vocab_size=7, max_length=9)
    )
    calls.clear()
    changed = encoder(other, tokenizer, tmp_path, calls).encode(['car'], 5)
    assert len(calls) == 1
    assert not np.array_equal(changed, first)
