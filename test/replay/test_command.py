"""The command, as a user starts it."""

import json
import signal
import subprocess
import sys
import time

import pytest

from vl4ad_ros.cli.main import main

from .conftest import UNTRAINED_BUNDLE

COMMAND = [sys.executable, '-c', 'from vl4ad_ros.cli.main import main; main()', 'replay']


@pytest.fixture
def bag(tmp_path, write_bag, rows, messages):
    recorded = rows(4)
    stamp = recorded[2][1]
    recorded[2] = (recorded[2][0], stamp, messages.image(2, stamp, step=5))
    return write_bag(tmp_path / 'bag', recorded)


@pytest.fixture
def replay(cache, bag, tmp_path, monkeypatch, capsys):
    def start(out, *arguments, rc=0):
        arguments = ['vl4ad', 'replay', bag, '--out', tmp_path / out, *arguments]
        monkeypatch.setattr(sys, 'argv', list(map(str, arguments)))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert (ended.value.code or 0) == rc, said.err
        return said

    return start


def test_twice_the_same_and_a_gate_that_can_fail(replay, tmp_path):
    bundle = '--bundle', UNTRAINED_BUNDLE
    first = replay('first', *bundle)
    assert '1 images were rejected (bad_step); first frame 2: step is 5' in first.err
    report = json.loads((tmp_path / 'first' / 'report.json').read_text())
    assert report['state'] == 'complete'
    assert report['frames']['processed'] == 3
    assert report['frames']['rejected_by_reason'] == {'bad_step': 1}
    assert report['run']['threads'] == 4
    assert report['seconds']['network']['frames'] == 3
    page = (tmp_path / 'first' / 'report.html').read_text()
    assert report['digest'] in page
    assert report['run']['bundle_digest'] in page

    second = replay('second', *bundle, '--reference', tmp_path / 'first')
    assert '4 frames agree' in second.out
    assert (
        json.loads((tmp_path / 'second' / 'report.json').read_text())['digest']
        == (report['digest'])
    )

    params = tmp_path / 'params.yaml'
    params.write_text('/**: {ros__parameters: {vocabulary: cityscapes, threshold: 0.9}}')
    gate = '--reference', tmp_path / 'second', '--params', params
    third = replay('first', *bundle, *gate, rc=1)
    assert 'the first is frame 1 (/front/image_raw at 1700000000100000000 ns)' in third.err
    assert 'threshold was 0.5, now it is 0.9' in third.err
    assert 'frame 1 (' in (tmp_path / 'first' / 'report.html').read_text()


@pytest.mark.parametrize(
    ('arguments', 'sentence'),
    [
        (['--topic', '/up'], 'holds no images on /up'),
        (['--reference', 'nowhere'], 'there is no nowhere/frames.jsonl'),
        (['--vocabulary', 'nothing'], "there is no vocabulary 'nothing'"),
        (['--params', 'nowhere.yaml'], 'nowhere.yaml cannot be read'),
    ],
)
def test_what_cannot_be_done_is_one_sentence(replay, arguments, sentence):
    assert sentence in replay('out', *arguments, rc=2).err.splitlines()[-1]


def test_foreign_results_are_not_replaced(replay, tmp_path):
    (tmp_path / 'out').mkdir()
    (tmp_path / 'out' / 'results.mcap').write_text('mine')
    assert 'was not made by `vl4ad replay`' in replay('out', rc=2).err
    assert (tmp_path / 'out' / 'results.mcap').read_text() == 'mine'


def test_ctrl_c_keeps_what_is_done(cache, tmp_path, write_bag, rows):
    bag = write_bag(tmp_path / 'long', rows(400))
    out = tmp_path / 'out'
    command = [*COMMAND, str(bag), '--out', str(out)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    lines = out / 'frames.jsonl'
    deadline = time.monotonic() + 150
    while time.monotonic() < deadline and not (lines.is_file() and lines.stat().st_size):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130, told
    done = len(lines.read_text().splitlines())
    assert 0 < done < 400
    report = json.loads((out / 'report.json').read_text())
    assert (report['state'], report['frames']['read']) == ('interrupted', done)
    assert f'The run was ended after {done} frames' in told
    assert (out / 'results.mcap').is_file()
