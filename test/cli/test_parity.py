from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from vl4ad_ros.cli.parity import finish, parity
from vl4ad_ros.export.parity import ParityRow

GOLDEN = Path(__file__).parents[3] / 'shared' / 'golden' / 'tiny'


@pytest.mark.skipif(not GOLDEN.exists(), reason='no ../shared with golden tensors')
def test_network_and_its_exported_graphs_agree_with_the_original():
    app = typer.Typer()
    app.command()(parity)
    result = CliRunner().invoke(app, [str(GOLDEN)])
    assert result.exit_code == 0
    for stage in (
        'end to end: sem_seg',
        'onnx: text_features_unnormalized',
        'onnx: anomaly, in vocabulary',
        'onnx: max logit, in vocabulary',
        'onnx: anomaly, ensemble',
        'onnx: max logit, ensemble',
    ):
        assert stage in result.output


@pytest.mark.parametrize('max_abs', [2e-4, float('nan')])
def test_a_difference_ends_with_1(max_abs):
    rows = [ParityRow('feat.res5', 1e-6, 1e-7, 1e-4), ParityRow('sem_seg', max_abs, 1e-5, 1e-4)]
    finish(rows[:1], Console(quiet=True))
    with pytest.raises(typer.Exit) as caught:
        finish(rows, Console(quiet=True))
    assert caught.value.exit_code == 1
