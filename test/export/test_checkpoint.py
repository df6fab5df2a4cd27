from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from vl4ad_ros.errors import CheckpointError
from vl4ad_ros.export.checkpoint import read_checkpoint

WEIGHTS = {'layer.weight': torch.arange(6.0).reshape(2, 3)}


def test_both_formats_are_read(tmp_path: Path) -> None:
    save_file(WEIGHTS, tmp_path / 'a.safetensors')
    torch.save({'model': WEIGHTS}, tmp_path / 'a.pth')
    torch.testing.assert_close(read_checkpoint(tmp_path / 'a.safetensors'), WEIGHTS)
    torch.testing.assert_close(read_checkpoint(tmp_path / 'a.pth')['model'], WEIGHTS)


class Harm:
    def __reduce__(self):
        return exec, ('raise SystemExit("the file was run")',)


def test_objects_are_not_run(tmp_path: Path) -> None:
    torch.save({'model': WEIGHTS, 'harm': Harm()}, tmp_path / 'a.pth')
    with pytest.raises(CheckpointError, match='cannot be read as weights alone'):
        read_checkpoint(tmp_path / 'a.pth')


@pytest.mark.parametrize('name', ['a.pth', 'a.safetensors'])
@pytest.mark.parametrize('content', [b'', b'<html>', b'PK\x03\x04' + bytes(99), bytes(8)])
def test_other_files_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CheckpointError, match='cannot be read as weights alone'):
        read_checkpoint(tmp_path / name)


def test_other_contents_are_refused(tmp_path: Path) -> None:
    torch.save([1, 2], tmp_path / 'a.pth')
    with pytest.raises(CheckpointError, match='holds a list'):
        read_checkpoint(tmp_path / 'a.pth')
    with pytest.raises(CheckpointError, match='there is no checkpoint'):
        read_checkpoint(tmp_path / 'b.pth')
