"""BERT's word pieces as a tokenizer.json."""

import json

from .parts import WORD_PIECES

_SPECIAL = ('[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]')


def build_word_piece_tokenizer() -> str:
    """
    Return the contents of tokenizer.json, byte for byte the same each time; raises PartError.

    Written by hand instead of with the tokenizers library, whose own form is larger and differs
    between its versions.
    """
    tokens = WORD_PIECES.locate().read_text(encoding='utf-8').splitlines()
    vocabulary = {token: number for number, token in enumerate(tokens)}
    contents = {
        'version': '1.0',
        'truncation': None,
        'padding': None,
        'added_tokens': [_added(vocabulary[token], token) for token in _SPECIAL],
        'normalizer': {
            'type': 'BertNormalizer',
            'clean_text': True,
            'handle_chinese_chars': True,
            'strip_accents': None,
            'lowercase': True,
        },
        'pre_tokenizer': {'type': 'BertPreTokenizer'},
        'post_processor': _post_processor(vocabulary),
        'decoder': None,
        'model': {
            'type': 'WordPiece',
            'unk_token': '[UNK]',
            'continuing_subword_prefix': '##',
            'max_input_chars_per_word': 100,
            'vocab': vocabulary,
        },
    }
    return json.dumps(contents, ensure_ascii=False, separators=(',', ':')) + '\n'


def _added(number: int, token: str) -> dict[str, object]:
    flags = dict.fromkeys(('single_word', 'lstrip', 'rstrip', 'normalized'), False)
    return {'id': number, 'content': token, **flags, 'special': True}


def _post_processor(vocabulary: dict[str, int]) -> dict[str, object]:
    start, end = '[CLS]', '[SEP]'
    first, last = ({'SpecialToken': {'id': token, 'type_id': 0}} for token in (start, end))
    sentence = {'Sequence': {'id': 'A', 'type_id': 0}}
    other = {'Sequence': {'id': 'B', 'type_id': 1}}
    return {
        'type': 'TemplateProcessing',
        'single': [first, sentence, last],
        'pair': [first, sentence, last, other, {'SpecialToken': {'id': end, 'type_id': 1}}],
        'special_tokens': {
            token: {'id': token, 'ids': [vocabulary[token]], 'tokens': [token]}
            for token in (start, end)
        },
    }
