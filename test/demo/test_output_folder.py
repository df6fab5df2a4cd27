import pytest

from vl4ad_ros.demo.output_folder import RESULTS, results_folder
from vl4ad_ros.demo.page import GENERATOR
from vl4ad_ros.errors import DemoError


def write_results(out, text):
    with results_folder(out) as folder:
        for name in RESULTS:
            (folder / name).write_text(f'{GENERATOR} {text}')


def test_results_replace_older_ones_and_nothing_else(tmp_path):
    out = tmp_path / 'deep' / 'out'
    write_results(out, 'first')
    (out / 'notes.txt').write_text('mine')
    write_results(out, 'second')
    assert sorted(path.name for path in out.iterdir()) == sorted([*RESULTS, 'notes.txt'])
    assert all('second' in (out / name).read_text() for name in RESULTS)


def test_a_failure_leaves_the_older_results(tmp_path):
    def stop_halfway():
        with results_folder(tmp_path) as folder:
            (folder / 'results.mcap').write_text('half')
            raise KeyboardInterrupt

    write_results(tmp_path, 'first')
    with pytest.raises(KeyboardInterrupt):
        stop_halfway()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(RESULTS)
    assert 'first' in (tmp_path / 'results.mcap').read_text()


@pytest.mark.parametrize('name', RESULTS)
def test_a_foreign_file_is_never_replaced(tmp_path, name):
    (tmp_path / name).write_text('mine')
    with pytest.raises(DemoError, match='was not made by'), results_folder(tmp_path):
        pytest.fail('entered')
    assert [path.read_text() for path in tmp_path.iterdir()] == ['mine']


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / 'out').write_text('')
    with pytest.raises(DemoError, match='cannot hold the results'):
        write_results(tmp_path / 'out', '')


def test_an_error_of_the_work_is_not_taken_for_one_of_the_folder(tmp_path):
    with pytest.raises(FileNotFoundError), results_folder(tmp_path):
        raise FileNotFoundError
