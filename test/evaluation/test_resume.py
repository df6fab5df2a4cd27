"""Work in parts: the figures do not depend on it, and what is done is not done again."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from vl4ad_ros.cli.main import app
from vl4ad_ros.errors import EvaluationError


def evaluate(root, scores, out, *more):
    command = ('evaluate', '--dataset', 'roadanomaly21', '--root', root, '--scores', scores)
    result = CliRunner().invoke(app, [str(word) for word in (*command, '--out', out, *more)])
    if isinstance(result.exception, Exception):
        raise result.exception
    report = json.loads((out / 'report.json').read_text())
    del report['run']
    return json.dumps(report), (out / 'frames.npz').read_bytes()


def parts(out):
    """Return which parts of an unfinished run are there, with the time of their writing."""
    found = sorted((out / 'parts').glob('*/0*/made_from'))
    return {f'{path.parts[-3]}/{path.parts[-2]}': path.stat().st_mtime_ns for path in found}


def test_two_processes_say_what_one_says(anomaly_track, tmp_path):
    one = evaluate(*anomaly_track, tmp_path / 'one')
    assert evaluate(*anomaly_track, tmp_path / 'two', '--workers', '2') == one
    assert not (tmp_path / 'two' / 'parts').exists()


def test_what_is_done_is_kept_until_the_end(anomaly_track, tmp_path):
    root, scores = anomaly_track
    plain = evaluate(root, scores, tmp_path / 'plain')
    out, last = tmp_path / 'out', scores / 'validation0002.npy'
    whole = np.load(last)
    np.save(last, np.full_like(whole, np.nan))
    with pytest.raises(EvaluationError, match='not finite'):
        evaluate(root, scores, out)
    before = parts(out)
    assert list(before) == ['counted/000000', 'counted/000001']
    with pytest.raises(EvaluationError, match='not finite'):
        evaluate(root, scores, out)
    assert parts(out) == before
    np.save(last, whole)
    assert evaluate(root, scores, out) == plain


def test_a_part_is_made_again_when_a_map_has_changed(anomaly_track, tmp_path):
    root, scores = anomaly_track
    out, last = tmp_path / 'out', scores / 'validation0002.npy'
    whole = np.load(last)
    last.unlink()
    with pytest.raises(EvaluationError, match='there is no score map'):
        evaluate(root, scores, out)
    np.save(last, whole)
    np.save(scores / 'validation0000.npy', np.load(scores / 'validation0000.npy') ** 2)
    assert evaluate(root, scores, out) == evaluate(root, scores, tmp_path / 'plain')


def test_a_network_says_the_same_in_every_process(anomaly_track, tmp_path, monkeypatch):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    root, _ = anomaly_track
    command = ('evaluate', '--dataset', 'roadanomaly21', '--root', root, '--bundle', 'demo')
    reports = []
    for out, more in (('one', ()), ('two', ('--workers', '2'))):
        words = [str(word) for word in (*command, '--out', tmp_path / out, *more)]
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, result.output + repr(result.exception)
        report = json.loads((tmp_path / out / 'report.json').read_text())
        reports.append({name: report[name] for name in ('pixel', 'component', 'intervals')})
        assert report['run']['threads'] == 4
    assert reports[0] == reports[1]
    for path in (tmp_path / 'one' / 'scores').iterdir():
        assert path.read_bytes() == (tmp_path / 'two' / 'scores' / path.name).read_bytes()
    words[words.index('--workers') :] = ['--threads', '1']
    refused = CliRunner().invoke(app, words)
    assert 'was begun with another number of threads' in str(refused.exception)
