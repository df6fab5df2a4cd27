from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from vl4ad_ros.errors import CheckpointError
from vl4ad_ros.export.averaging import mean_checkpoint


def write(path: Path, value: float, steps: int = 3) -> Path:
    save_file({'layer.weight': torch.full((2, 3), value), 'steps': torch.tensor([steps])}, path)
    return path


def test_the_mean_of_files_keeps_names_and_types(tmp_path: Path) -> None:
    paths = [write(tmp_path / f'{value}.safetensors', value) for value in (1.0, 2.0, 6.0)]
    mean = mean_checkpoint(paths)
    torch.testing.assert_close(mean['layer.weight'], torch.full((2, 3), 3.0))
    torch.testing.assert_close(mean['steps'], torch.tensor([3]))


def test_one_file_is_its_own_mean(tmp_path: Path) -> None:
    torch.save({'model': {'layer.weight': torch.ones(2)}}, tmp_path / 'a.pth')
    assert torch.equal(
        mean_checkpoint([tmp_path / 'a.pth'])['model']['layer.weight'], torch.ones(2)
    )


def test_training_files_and_plain_ones_mix(tmp_path: Path) -> None:
    torch.save(
        {'model': {'module.layer.weight': torch.zeros(2, 3), 'steps': torch.tensor([3])}},
        tmp_path / 'a.pth',
    )
    mean = mean_checkpoint([tmp_path / 'a.pth', write(tmp_path / 'b.safetensors', 2.0)])
    torch.testing.assert_close(mean['layer.weight'], torch.ones(2, 3))


@pytest.mark.parametrize('other', [{'layer.weight': torch.ones(3, 3)}, {'bias': torch.ones(1)}])
def test_other_networks_are_refused_by_name(tmp_path: Path, other: dict) -> None:
    first = write(tmp_path / 'a.safetensors', 1.0)
    save_file(other, tmp_path / 'b.safetensors')
    with pytest.raises(CheckpointError, match=r'b\.safetensors has other tensors than .*a\.saf'):
        mean_checkpoint([first, tmp_path / 'b.safetensors'])
