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
    assert ['all', 'known', 'road, car', 'road, street, car'] in rows
    assert ['dog', 'OOD prompt', '', 'dog'] in rows
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
