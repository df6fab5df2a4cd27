"""Other scores of the same masks, asked of a bundle that does not give them."""

import json

from typer.testing import CliRunner

from vl4ad_ros.cli.main import app

from ..conftest import UNTRAINED_BUNDLE, write_labelled_pictures


def test_what_the_bundle_does_not_give_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    root, out = write_labelled_pictures(tmp_path / 'data', (90, 160)), tmp_path / 'out'
    command = ('baselines', '--dataset', 'folder', '--root', root, '--bundle', UNTRAINED_BUNDLE)
    result = CliRunner().invoke(app, [str(word) for word in (*command, '--out', out)])
    assert result.exit_code == 0, result.output + repr(result.exception)
    rows = json.loads((out / 'compare.json').read_text())['runs']
    assert {row['name'] for row in rows} == {
        'VL4AD',
        'without concept ensembling',
        'without class merging',
        'without OOD prompts',
        'without all three',
    }
    assert 'does not give MSP, max logit, entropy, RbA' in result.output
    assert '--scores msp,max_logit,entropy,rba' in result.output
