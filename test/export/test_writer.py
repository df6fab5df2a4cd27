import shutil
from pathlib import Path

import pytest

from vl4ad_ros.errors import ExportError
from vl4ad_ros.export.writer import bundle_folder


def test_folder_appears_whole_at_the_end(tmp_path: Path) -> None:
    out = tmp_path / 'new' / 'demo'
    with bundle_folder(out) as folder:
        (folder / 'bundle.yaml').write_text('a')
        assert not out.exists()
    assert [path.name for path in out.iterdir()] == ['bundle.yaml']
    assert list(out.parent.iterdir()) == [out]


def test_bundle_that_was_there_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / 'demo'
    for text in ('first', 'second'):
        with bundle_folder(out) as folder:
            (folder / 'bundle.yaml').write_text(text)
            (folder / text).touch()
    assert sorted(path.name for path in out.iterdir()) == ['bundle.yaml', 'second']
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize('error', [RuntimeError, KeyboardInterrupt])
def test_failure_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    out = tmp_path / 'demo'
    with bundle_folder(out) as folder:
        (folder / 'bundle.yaml').write_text('first')
    with pytest.raises(error):
        write_half(out, error)
    assert (out / 'bundle.yaml').read_text() == 'first'
    assert list(tmp_path.iterdir()) == [out]
    shutil.rmtree(out)
    with pytest.raises(error):
        write_half(out, error)
    assert list(tmp_path.iterdir()) == []


def write_half(out: Path, error: type[BaseException]) -> None:
    with bundle_folder(out) as folder:
        (folder / 'bundle.yaml').write_text('half')
        raise error


def test_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / 'letters').write_text('dear')
    with pytest.raises(ExportError, match='is no bundle'), bundle_folder(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ['letters']


def test_empty_folder_may_be_used(tmp_path: Path) -> None:
    out = tmp_path / 'demo'
    out.mkdir()
    with bundle_folder(out) as folder:
        (folder / 'bundle.yaml').touch()
    assert (out / 'bundle.yaml').is_file()
