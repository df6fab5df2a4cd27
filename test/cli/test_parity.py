import shutil
from pathlib import Path

import pytest
import typer
from safetensors.torch import load_file, save_file
from typer.testing import CliRunner

from vl4ad_ros.cli.parity import parity

GOLDEN = Path(__file__).parents[3] / 'shared' / 'golden' / 'tiny'
pytestmark = pytest.mark.skipif(not GOLDEN.exists(), reason='no ../shared with golden tensors')


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(parity)
    return lambda folder: CliRunner().invoke(app, [str(folder)])


def test_agreement_ends_with_0(run):
    result = run(GOLDEN)
    assert result.exit_code == 0
    assert 'end to end: sem_seg' in result.output


def test_a_difference_ends_with_1(run, tmp_path):
    shutil.copytree(GOLDEN, tmp_path, dirs_exist_ok=True)
    tensors = load_file(GOLDEN / 'io.safetensors')
    tensors['sem_seg'] += 2e-4
    save_file(tensors, tmp_path / 'io.safetensors')
    assert run(tmp_path).exit_code == 1
