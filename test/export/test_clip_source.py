from pathlib import Path

import pytest
import torch
from open_clip import pretrained
from safetensors.torch import save_file

from vl4ad_ros.errors import CheckpointError, ExportError
from vl4ad_ros.export.clip_source import read_clip

MODEL = 'convnext_large_d_320'


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Add weights that are there, and some that are not, to open_clip's list."""
    file = tmp_path / 'clip.safetensors'
    save_file({'logit_scale': torch.ones(())}, file)
    tags = {'here': {'file': str(file)}, 'gone': {'url': 'file:///nowhere/clip.pt'}}
    monkeypatch.setitem(pretrained._PRETRAINED, MODEL, tags)
    monkeypatch.setenv('HOME', str(tmp_path))
    return file


@pytest.mark.parametrize('name', ['clip.safetensors', f'{MODEL}/here'])
def test_weights_come_from_a_file_or_by_name(
    name: str, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(published.parent)
    assert read_clip(name)['logit_scale'] == 1


@pytest.mark.parametrize(
    ('source', 'error', 'words'),
    [
        (f'{MODEL}/other', CheckpointError, rf'one of {MODEL}/here, {MODEL}/gone$'),
        (MODEL, CheckpointError, rf'one of {MODEL}/here'),
        ('clip.pt', CheckpointError, r'no file clip\.pt.*convnext_base/laion400m_s13b_b51k'),
        (f'{MODEL}/gone', ExportError, 'cannot fetch .*: download its weights'),
    ],
)
def test_what_is_nowhere_is_said(
    source: str, error: type[Exception], words: str, published: Path
) -> None:
    with pytest.raises(error, match=words) as caught:
        read_clip(source)
    assert '\n' not in str(caught.value)


def test_fc_clips_own_choice_is_still_on_the_list() -> None:
    assert pretrained.get_pretrained_cfg(MODEL, 'laion2b_s29b_b131k_ft_soup')
