import re

import pytest
import torch
import typer
from safetensors.torch import save_file
from typer.testing import CliRunner

from vl4ad_ros.cli.export import export, load_network
from vl4ad_ros.errors import CheckpointError, ExportError, VocabularyError
from vl4ad_ros.export.random_weights import random_network
from vl4ad_ros.model.config import ARCHITECTURES

GOOD = {'--architecture': 'demo', '--random-weights': '0', '--vocabulary': 'cityscapes'}


def _shares(shares):
    return {'ensemble': 'cityscapes', 'ensemble_shares': shares}


def _run(out, **changes):
    app = typer.Typer()
    app.command()(export)
    options = (
        GOOD | {'--out': str(out)} | {f'--{k.replace("_", "-")}': changes[k] for k in changes}
    )
    words = []
    for name, value in options.items():
        if value:
            words += [name] if value is True else [name, value]
    return CliRunner().invoke(app, words)


@pytest.mark.parametrize(
    ('changes', 'error', 'words'),
    [
        ({'architecture': 'demmo'}, ExportError, "no architecture 'demmo': use one of .*demo"),
        ({'vocabulary': 'nowhere'}, VocabularyError, 'nowhere'),
        ({'size': '360'}, ExportError, 'HEIGHTxWIDTH'),
        ({'size': '8x640'}, ExportError, 'at least 32x32'),
        ({'resizable': True}, ExportError, '--resizable needs a size to begin with'),
        ({'resizable': True, 'size': '360x640'}, ExportError, 'in multiples of 32'),
        ({'resizable': True, 'size': '320x8192'}, ExportError, 'of 32 up to 4096'),
        ({'random_weights': ''}, ExportError, 'either --checkpoint'),
        ({'checkpoint': 'a.pth'}, ExportError, 'either --checkpoint'),
        ({'clip': 'a.pth'}, ExportError, 'either --checkpoint'),
        ({'precision': 'fp32,fp8'}, ExportError, "'fp8' is unknown: choose from fp32, fp16, int8"),
        ({'scores': 'msp,odin'}, ExportError, "'odin' is unknown: .* max_logit, entropy, rba"),
        ({'ensemble': 'nowhere'}, VocabularyError, 'nowhere'),
        ({'ensemble_shares': '0.4,0.8'}, ExportError, 'nothing alone: name the concepts'),
        (_shares('0.4'), ExportError, 'two numbers from 0 to less than 1'),
        (_shares('0.4,1.0'), ExportError, 'two numbers from 0 to less than 1'),
        (_shares('nan,0.8'), ExportError, 'two numbers from 0 to less than 1'),
        ({'votes': '4,12,1,1'}, ExportError, 'for example 4,12,4'),
        ({'votes': 'many'}, ExportError, 'one or two positive numbers'),
        ({'votes': '12,4'}, ExportError, 'the second no smaller'),
        ({'opening': '2,0.1,0.5,1'}, ExportError, 'for example 2,0.3'),
        ({'opening': '2,nan'}, ExportError, 'for example 2,0.3'),
        ({'opening': '0,0.1'}, ExportError, 'whole number of pixels from 1'),
        ({'pictures': '.nowhere'}, ExportError, 'no pictures in .nowhere'),
        (
            {'random_weights': '', 'checkpoint': 'nowhere.pth'},
            CheckpointError,
            r'there is no checkpoint nowhere\.pth',
        ),
    ],
)
def test_what_cannot_be_exported_is_said(tmp_path, changes, error, words):
    result = _run(tmp_path / 'demo', **changes)
    assert isinstance(result.exception, error)
    assert re.search(words, str(result.exception))
    assert list(tmp_path.iterdir()) == []


def test_weights_come_from_one_file_or_from_two(tmp_path):
    weights = random_network(ARCHITECTURES['demo'], 5).state_dict()
    prefix = 'backbone.clip_model.'
    clip = {k.removeprefix(prefix): x for k, x in weights.items() if k.startswith(prefix)}
    decoder = {name: x for name, x in weights.items() if not name.startswith(prefix)}
    save_file(weights, tmp_path / 'all.safetensors')
    torch.save({'model': decoder}, tmp_path / 'decoder.pth')
    torch.save({'state_dict': clip}, tmp_path / 'clip.pt')
    for files in (('all.safetensors', None), ('decoder.pth', 'clip.pt')):
        checkpoint, clip_file = (name and tmp_path / name for name in files)
        clip_file = clip_file and str(clip_file)
        loaded = load_network('demo', [checkpoint], clip_file, None).state_dict()
        assert loaded.keys() == weights.keys()
        assert all(torch.equal(loaded[name], weights[name]) for name in weights)
    with pytest.raises(CheckpointError, match='holds no CLIP'):
        load_network('demo', [tmp_path / 'decoder.pth'], None, None)
