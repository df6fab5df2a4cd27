import cv2
import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from vl4ad_ros.cli import vocabulary
from vl4ad_ros.errors import DataSetError, VocabularyError

TEXT = """\
version: 1
name: tiny
templates: ["a [red] {}."]
temperature: 0.02
classes:
  road: [road, street]
  car: [car]
super_classes:
  all: [road, car]
families:
  scenery: [all]
ood_prompts: [dog]
"""


def _run(*arguments):
    app = typer.Typer()
    app.add_typer(vocabulary.app, name='vocabulary')
    return CliRunner().invoke(app, ['vocabulary', *arguments], env={'COLUMNS': '120'})


def test_show_prints_groups_and_meaning(tmp_path):
    path = tmp_path / 'v.yaml'
    path.write_text(TEXT)
    result = _run('show', str(path))
    assert result.exit_code == 0
    rows = [[cell.strip() for cell in line.split('│')[1:-1]] for line in result.output.split('\n')]
    assert ['all', 'known', 'scenery', 'road, car', 'road, street, car'] in rows
    assert ['dog', 'OOD prompt', '', '', 'dog'] in rows
    assert ['templates', 'a [red] {}.'] in rows
    assert ['temperature', '0.02'] in rows
    assert ['sentences', '4 for the text tower, of 4 concepts'] in rows
    (digest,) = (row[1] for row in rows if row[:1] == ['digest'])
    assert len(digest) == 64


def test_show_takes_the_name_of_a_shipped_vocabulary():
    result = _run('show', 'cityscapes')
    assert result.exit_code == 0
    assert 'paved ground' in result.output


@pytest.mark.parametrize(
    ('text', 'problem'), [('', 'v.yaml:1: the file is empty'), ('a: [', ':1')]
)
def test_show_says_what_is_wrong(tmp_path, text, problem):
    path = tmp_path / 'v.yaml'
    path.write_text(text)
    result = _run('show', str(path))
    assert isinstance(result.exception, VocabularyError)
    assert problem in str(result.exception)


CHECKED = """\
version: 1
name: checked
templates: ["{}"]
classes:
  terrain: [grass, rock]
  car: [car]
ood_prompts: [cars]
"""


def test_check_warns_suggests_and_changes_nothing(tmp_path):
    file = tmp_path / 'checked.yaml'
    file.write_text(CHECKED)
    before = file.read_bytes()
    result = _run('check', str(file), '--threads', '1')
    assert result.exit_code == 0, result.output
    assert 'absorbs a hazard' in result.output
    assert 'nothing was changed' in result.output
    assert file.read_bytes() == before
    assert _run('check', str(file), '--threads', '1', '--strict').exit_code == 1


def test_check_refuses_drives_that_are_not_there(tmp_path):
    file = tmp_path / 'checked.yaml'
    file.write_text(CHECKED)
    result = _run('check', str(file), '--drives', str(tmp_path / 'none'), '--threads', '1')
    assert isinstance(result.exception, DataSetError)


def _stills(root, frames=2):
    """Render nothing, but lay out grey pictures with a square to be found."""
    for name in ('images', 'labels_masks'):
        (root / name).mkdir(parents=True)
    label = np.zeros((90, 160), np.uint8)
    label[40:60, 40:60] = 1
    for index in range(frames):
        picture = np.full((90, 160, 3), 40 * index, np.uint8)
        cv2.imwrite(str(root / 'images' / f'{index:06d}.png'), picture)
        cv2.imwrite(str(root / 'labels_masks' / f'{index:06d}_labels_semantic.png'), label)
    (root / 'frames.jsonl').write_text('')
    return root


def test_check_measures_each_prompt_on_drives(tmp_path):
    pytest.importorskip('onnx', reason='onnx is not installed: pip install .[export]')
    file = tmp_path / 'checked.yaml'
    file.write_text(CHECKED.replace('[cars]', '[sofa, dog]'))
    drives = _stills(tmp_path / 'drives')
    result = _run('check', str(file), '--drives', str(drives), '--threads', '1')
    assert result.exit_code == 0, result.output
    rows = [line for line in result.output.splitlines() if line.startswith('│ ')]
    measured = [row for row in rows if row.split()[1] in ('sofa', 'dog') and '.' in row]
    assert len(measured) == 2
