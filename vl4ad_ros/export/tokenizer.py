"""CLIP's byte pair encoding as a tokenizer.json, from the vocabulary that open_clip carries."""

import gzip
import importlib.util
import json
from pathlib import Path
from typing import Any

import regex  # type: ignore[import-untyped]

from ..errors import ExportError

START, END = '<start_of_text>', '<end_of_text>'
_MERGES = 49152 - 256 - 2  # the first ones of the list; the rest belongs to a larger vocabulary
_WORD_END = '</w>'
_CONTRACTIONS = "'s|'t|'re|'ve|'m|'ll|'d"


def build_tokenizer() -> str:
    """
    Return the contents of tokenizer.json, byte for byte the same at every export.

    The text must have been cleaned before, see engine/text_encoder.py. Written by hand instead
    of with the tokenizers library, whose own form is larger and differs between its versions.
    """
    merges = _read_merges(_open_clip_folder() / 'bpe_simple_vocab_16e6.txt.gz')
    letters = _byte_letters()
    tokens = [*letters, *(letter + _WORD_END for letter in letters)]
    tokens += [''.join(pair.split(' ')) for pair in merges]
    tokens += [START, END]
    vocabulary = {token: number for number, token in enumerate(tokens)}
    contents = {
        'version': '1.0',
        'truncation': None,
        'padding': None,
        'added_tokens': [_special(vocabulary[START], START), _special(vocabulary[END], END)],
        'normalizer': None,
        'pre_tokenizer': _pre_tokenizer(),
        'post_processor': _post_processor(vocabulary),
        'decoder': None,
        'model': {
            'type': 'BPE',
            'dropout': None,
            'unk_token': None,
            'continuing_subword_prefix': '',
            'end_of_word_suffix': _WORD_END,
            'fuse_unk': False,
            'byte_fallback': False,
            'ignore_merges': False,
            'vocab': vocabulary,
            'merges': merges,
        },
    }
    return json.dumps(contents, ensure_ascii=False, separators=(',', ':')) + '\n'


def _open_clip_folder() -> Path:
    spec = importlib.util.find_spec('open_clip')  # found, not imported: it needs a torchvision
    if spec is None or not spec.submodule_search_locations:
        raise ExportError(
            "open_clip is not installed, its vocabulary is needed: pip install 'vl4ad_ros[export]'"
        )
    return Path(spec.submodule_search_locations[0])


def _read_merges(path: Path) -> list[str]:  # 'left right', the most frequent first
    lines = gzip.decompress(path.read_bytes()).decode('utf-8').split('\n')
    return lines[1 : 1 + _MERGES]


def _byte_letters() -> list[str]:
    """Return a visible letter for each byte, in the order of CLIP's token numbers."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = 256 - len(visible)
    return [chr(byte) for byte in visible] + [chr(256 + number) for number in range(hidden)]


def _pieces() -> str:
    """
    Return the pattern of a contraction, a run of letters, one digit, a run of anything else.

    The classes are written out: libraries know Unicode in different versions, and the tokenizer
    must know it as the one that open_clip uses.
    """
    letters, digits, spaces = (_ranges(name) for name in (r'\p{L}', r'\p{N}', r'\s'))
    return f'(?i:{_CONTRACTIONS})|[{letters}]+|[{digits}]|[^{spaces}{letters}{digits}]+'


def _ranges(name: str) -> str:  # of all characters of a class, as they stand in brackets
    everything = ''.join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))
    runs = (match.group() for match in regex.finditer(f'{name}+', everything))
    return ''.join(rf'\x{{{ord(run[0]):X}}}-\x{{{ord(run[-1]):X}}}' for run in runs)


def _special(number: int, token: str) -> dict[str, Any]:
    flags = dict.fromkeys(('single_word', 'lstrip', 'rstrip', 'normalized'), False)
    return {'id': number, 'content': token, **flags, 'special': True}


def _pre_tokenizer() -> dict[str, Any]:
    split = {
        'type': 'Split',
        'pattern': {'Regex': _pieces()},
        'behavior': 'Removed',
        'invert': True,  # what matches is kept
    }
    letters = {
        'type': 'ByteLevel',
        'add_prefix_space': False,
        'trim_offsets': True,
        'use_regex': False,
    }
    return {'type': 'Sequence', 'pretokenizers': [split, letters]}


def _post_processor(vocabulary: dict[str, int]) -> dict[str, Any]:
    start, end = ({'SpecialToken': {'id': token, 'type_id': 0}} for token in (START, END))
    text = {'Sequence': {'id': 'A', 'type_id': 0}}
    return {
        'type': 'TemplateProcessing',
        'single': [start, text, end],
        'pair': [start, text, end],
        'special_tokens': {
            token: {'id': token, 'ids': [vocabulary[token]], 'tokens': [token]}
            for token in (START, END)
        },
    }
