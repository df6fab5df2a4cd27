"""Several bags in one command: side by side, gone on with, compared."""

import json
import sys

import pytest

from vl4ad_ros.cli.main import main


@pytest.fixture
def bags(tmp_path, write_bag, rows):
    """Three short bags, two of them of the same name."""
    return [
        write_bag(tmp_path / name, rows(count))
        for name, count in (('a/bag', 2), ('b/bag', 3), ('c/other', 1))
    ]


@pytest.fixture(autouse=True)
def in_folders(tmp_path):
    for name in 'abc':
        (tmp_path / name).mkdir()


@pytest.fixture
def replay(cache, tmp_path, monkeypatch, capsys):
    def start(bags, out, *arguments, rc=0):
        arguments = ['vl4ad', 'replay', *bags, '--out', tmp_path / out, *arguments]
        monkeypatch.setattr(sys, 'argv', list(map(str, arguments)))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert (ended.value.code or 0) == rc, said.err
        return ' '.join(said.err.split())

    return start


def figures(out):
    """Return the reports without what is about the way, or never the same twice."""
    paths = [out / 'report.json', *sorted(out.glob('*/report.json'))]
    reports = [json.loads(path.read_text()) for path in paths]
    for report in reports:
        del report['run']['command'], report['seconds']
    return reports


def test_side_by_side_is_as_one_after_the_other(replay, bags, tmp_path):
    replay(bags, 'plain')
    replay(bags, 'two', '--workers', '2')
    plain = figures(tmp_path / 'plain')
    assert plain == figures(tmp_path / 'two')
    assert [row['folder'] for row in plain[0]['bags']] == ['a_bag', 'b_bag', 'c_other']
    assert plain[0]['frames']['processed'] == 6
    assert (tmp_path / 'two' / 'a_bag' / 'results.mcap').is_file()
    assert 'href="a_bag/report.html"' in (tmp_path / 'two' / 'report.html').read_text()


def test_bags_that_are_done_are_kept(replay, bags, tmp_path, write_bag, rows):
    out = tmp_path / 'out'
    replay(bags, 'out')
    before = figures(out)
    kept = (out / 'a_bag' / 'frames.jsonl').stat().st_mtime_ns
    report = json.loads((out / 'b_bag' / 'report.json').read_text())
    (out / 'b_bag' / 'report.json').write_text(json.dumps(report | {'state': 'running'}))
    told = replay(bags, 'out')
    assert 'was not replayed to its end, or has changed: it is begun again' in told
    assert told.count('begun again') == 1
    assert figures(out) == before
    assert (out / 'a_bag' / 'frames.jsonl').stat().st_mtime_ns == kept


def test_other_parameters_are_refused(replay, bags, tmp_path):
    params = tmp_path / 'params.yaml'
    params.write_text('/**: {ros__parameters: {threshold: 0.65}}')
    replay(bags[:2], 'out')
    told = replay(bags[:2], 'out', '--params', params, rc=2)
    assert 'was begun with other parameters: choose another folder' in told
    replay(bags[:1], 'single')
    assert 'is not of several bags' in replay(bags[:2], 'single', rc=2)


def test_a_gate_over_several_bags(replay, bags, tmp_path):
    replay(bags, 'before')
    replay(bags, 'after', '--reference', tmp_path / 'before')
    frames = tmp_path / 'before' / 'b_bag' / 'frames.jsonl'
    frames.write_text(''.join(frames.read_text().splitlines(keepends=True)[:-1]))
    told = replay(bags, 'after', '--reference', tmp_path / 'before', rc=1)
    assert 'b_bag: frame 2 (/front/image_raw' in told
    assert 'the reference has no such frame' in told
    told = replay(bags, 'after', '--reference', tmp_path / 'nothing', rc=2)
    assert 'a_bag/frames.jsonl' in told


def test_a_bag_that_cannot_be_read_does_not_keep_the_others_from_it(replay, bags, tmp_path):
    (bags[1] / 'bag.mcap').write_bytes(b'nothing')
    told = replay(bags, 'out', rc=2)
    assert 'b_bag: nothing can be read of the bag' in told
    report = json.loads((tmp_path / 'out' / 'report.json').read_text())
    assert [row['state'] for row in report['bags']] == ['complete', 'failed', 'complete']
    assert report['frames']['processed'] == 3


@pytest.mark.parametrize(
    ('chosen', 'arguments', 'complaint'),
    [
        ([0, 0], (), 'is given twice'),
        ([0], ('--workers', '2'), 'one bag is replayed by one worker'),
        ([0, 1], ('--through-node',), '--through-node takes one bag'),
    ],
)
def test_what_cannot_be_done_is_one_sentence(replay, bags, chosen, arguments, complaint):
    assert complaint in replay([bags[index] for index in chosen], 'out', *arguments, rc=2)
