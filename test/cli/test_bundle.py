import shutil

import typer
from typer.testing import CliRunner

from vl4ad_ros.bundle import load_bundle
from vl4ad_ros.cli import bundle
from vl4ad_ros.errors import BundleError, ExportError
from vl4ad_ros.paths import find_bundle

from ..conftest import UNTRAINED_BUNDLE


def _run(*arguments, columns=160):
    app = typer.Typer()
    app.add_typer(bundle.app, name='bundle')
    return CliRunner().invoke(app, ['bundle', *arguments], env={'COLUMNS': str(columns)})


def test_show_prints_what_the_manifest_says():
    result = _run('show', 'demo')
    assert result.exit_code == 0
    shown = load_bundle(find_bundle('demo'))
    manifest = shown.manifest
    rows = [[cell.strip() for cell in line.split('│')[1:-1]] for line in result.output.split('\n')]
    assert f'bundle {shown.model_id}' in result.output
    assert ['input', '320 high, 576 wide; others by BUNDLE@HEIGHTxWIDTH'] in rows
    assert ['vocabulary', manifest.default_vocabulary] in rows
    assert ['temperature', f'{manifest.temperature:g}'] in rows
    for name, digest in manifest.files.items():
        assert f'{name}: {digest}' in result.output
    for name in manifest.proof:
        assert f'{name}: ' in result.output


def test_show_cuts_nothing_short_on_a_narrow_terminal():
    assert '…' not in _run('show', 'demo', columns=60).output


def test_show_warns_of_an_untrained_bundle():
    result = _run('show', 'demo')
    trained = load_bundle(find_bundle('demo')).manifest.trained
    assert ('UNTRAINED' in result.output) is not trained
    assert ['trained', 'yes' if trained else 'no, its weights are random'] in [
        [cell.strip() for cell in line.split('│')[1:-1]] for line in result.output.split('\n')
    ]


def test_verify_names_every_check():
    result = _run('verify', 'demo')
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.output.splitlines()[:-1]] == ['ok'] * 8
    assert 'is whole and runs' in result.output


def test_damage_is_an_error_of_ours(tmp_path):
    folder = shutil.copytree(find_bundle('demo'), tmp_path / 'demo')
    (folder / 'text.onnx').write_bytes(b'')
    for command in ('show', 'verify'):
        result = _run(command, str(folder))
        assert isinstance(result.exception, BundleError)
        assert 'text.onnx was changed or cut short' in str(result.exception)
        assert 'whole' not in result.output


def test_no_bundle_is_an_error_of_ours():
    result = _run('show', 'nowhere')
    assert isinstance(result.exception, BundleError)


def test_describe_writes_a_card(tmp_path):
    folder = shutil.copytree(UNTRAINED_BUNDLE, tmp_path / 'bundle')
    card = tmp_path / 'card.yaml'
    card.write_text('notes: Tried once.\nlicence: MIT\ntraining_data: none\n')
    result = _run('describe', str(folder), '--card', str(card))
    assert result.exit_code == 0, result.output
    assert 'Tried once.' in result.output
    assert load_bundle(folder).manifest.licence == 'MIT'


def test_quantize_tells_its_mistakes(tmp_path):
    arguments = ['quantize', str(UNTRAINED_BUNDLE), '--pictures', str(tmp_path), '--out', 'x']
    for more, reason in (([], 'there are no pictures in'), (['--way', 'all'], "--way 'all' is")):
        result = _run(*arguments, *more)
        assert isinstance(result.exception, ExportError)
        assert reason in str(result.exception)


def test_weights_tells_its_mistakes(tmp_path):
    for out, reason in (('w.pth', 'ends in .safetensors'), ('w.safetensors', 'learned nothing')):
        result = _run('weights', str(UNTRAINED_BUNDLE), '--out', str(tmp_path / out))
        assert isinstance(result.exception, ExportError)
        assert reason in str(result.exception)
    assert not list(tmp_path.iterdir())
