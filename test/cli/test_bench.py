import json
import shutil

import pytest
from typer.testing import CliRunner

from vl4ad_ros.cli.bench import app
from vl4ad_ros.errors import Vl4adError
from vl4ad_ros.paths import find_bundle

WRONG = {
    'ways': (['--ways', 'plain,fast'], "--ways 'fast' is unknown"),
    'cameras': (['--cameras', '1,x'], "--cameras '1,x' is no list"),
    'no camera': (['--cameras', '0'], "--cameras '0' is no list"),
    'size': (['--network', 'demo@big'], 'is not ARCHITECTURE@HEIGHTxWIDTH'),
    'size too large': (['--network', 'demo@64x9000'], 'sides of 32 to 8192 pixels'),
    'images': (['--images', '360'], 'is no HEIGHTxWIDTH of 32 to 8192 pixels'),
    'no graph': (['--network', 'demo@64x64', '--ways', 'eager'], 'add fp32 to --ways'),
    'architecture': (['--network', 'resnet@64x64'], "there is no architecture 'resnet'"),
    'provider': (['--provider', 'gpu'], "--provider 'gpu' is unknown: choose from cpu, cuda"),
    'no such provider': (['--network', 'demo@64x64', '--provider', 'cuda'], 'finds no GPU'),
    'cameras of several nodes': (['--cameras', '9'], 'no list of numbers from 1 to 8'),
    'out': (['--out', '/proc/bench'], '--out /proc/bench cannot be made'),
    'file': (['--compare', 'a.json', 'b.json'], 'a.json cannot be read'),
}


@pytest.mark.parametrize(('arguments', 'reason'), WRONG.values(), ids=WRONG)
def test_mistakes_are_told_in_a_sentence(arguments, reason):
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, Vl4adError)
    assert reason in str(result.exception)


def test_a_bundle_against_torch(tmp_path):
    arguments = ['--bundle', 'demo', '--ways', 'plain', '--rounds', '1', '--no-memory']
    arguments += ['--concepts', '20', '--images', '360x640', '--out', str(tmp_path)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    (suite,) = json.loads((tmp_path / 'bench.json').read_text())['suites']
    plain, demo = suite['cases']
    assert (plain['way'], demo['way']) == ('plain', 'demo')
    assert (suite['size_hw'], suite['network_hw']) == ([360, 640], [320, 576])
    assert plain['score_differs'] is None  # torch has no trained weights
    assert demo['score_differs'] == 0
    assert demo['ratio']['p50'] == pytest.approx(
        plain['total']['p50_ms'] / demo['total']['p50_ms']
    )
    assert {'trunk', 'pixel decoder', 'mask decoder', 'scoring'} <= demo['parts'].keys()
    assert demo['parts'].keys() - {'preparation'} <= plain['parts'].keys()
    assert demo['peak_share'] > 0
    assert (tmp_path / 'bench.md').read_text().count('| plain, 20 concepts |') == 2


def test_bundles_of_one_name_are_told_apart_by_their_folders(tmp_path):
    copy = tmp_path / 'copy'
    shutil.copytree(find_bundle('demo'), copy)
    arguments = ['--bundle', 'demo', '--bundle', str(copy), '--ways', 'fp32', '--rounds', '1']
    result = CliRunner().invoke(app, [*arguments, '--no-memory', '--out', str(tmp_path)])
    assert result.exit_code == 0, result.output
    (suite,) = json.loads((tmp_path / 'bench.json').read_text())['suites']
    assert [case['way'] for case in suite['cases']] == [str(find_bundle('demo')), str(copy)]


def test_what_it_costs_to_follow_hazards():
    result = CliRunner().invoke(app, ['tracks', '--hazards', '5', '--frames', '5'])
    assert result.exit_code == 0
    assert result.output.startswith('5 hazards a frame, 5 frames')


def test_a_soak_tells_of_its_begin_and_its_end():
    arguments = ['soak', '--seconds', '0.5', '--threads', '1', '--in-flight', '2']
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert '2 at a time' in result.output
    assert 'at the end' in result.output
