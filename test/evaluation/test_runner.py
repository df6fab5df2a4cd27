"""From a data set and scores to the files of a report, as the command line does it."""

import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from typer.testing import CliRunner

from vl4ad_ros.cli.main import app
from vl4ad_ros.errors import BundleError, EvaluationError
from vl4ad_ros.paths import find_bundle

from .conftest import street, write_png

VOID = {'meta', 'img', 'br'}


class Page(HTMLParser):
    """Reads a page, fails where elements are not closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.sources, self.headings, self.words = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.sources += [v for k, v in attributes if k in ('src', 'href')]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)
        if self.open and self.open[-1] == 'h2':
            self.headings.append(data)


def run(*arguments):
    """Run the command line; an error of the user's is raised."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def evaluate(root, scores, out, *more, dataset='roadanomaly21'):
    arguments = ('--dataset', dataset, '--root', root, '--scores', scores, '--out', out)
    return run('evaluate', *arguments, *more)


def report_of(out):
    return json.loads((out / 'report.json').read_text())


def test_a_report_holds_the_figures_under_their_official_names(anomaly_track, tmp_path):
    out = tmp_path / 'out'
    printed = evaluate(*anomaly_track, out)
    report = report_of(out)
    assert list(report['pixel']) == ['ap', 'fpr95', 'auroc', 'best_f1', 'best_f1_threshold']
    names = {f'{n}_{t}' for n in ('tp', 'fp', 'fn', 'f1') for t in ('25', '50', '75', 'mean')}
    assert set(report['component']) == names | {'sIoU_gt', 'sIoU_pred', 'prec_pred'}
    assert f'{100 * report["pixel"]["ap"]:.2f}' in printed
    spread = report['intervals']['figures']['ap']
    assert spread['low'] <= report['pixel']['ap'] + 0.01
    assert report['component_rule']['threshold'] == report['pixel']['best_f1_threshold']
    assert {path.name for path in out.iterdir()} == {
        'frames.npz', 'report.html', 'report.json', 'run.json',
    }  # fmt: skip


def test_a_given_threshold_moves_the_components_alone(anomaly_track, tmp_path):
    evaluate(*anomaly_track, tmp_path / 'a')
    evaluate(*anomaly_track, tmp_path / 'b', '--threshold', '0.2')
    first, other = report_of(tmp_path / 'a'), report_of(tmp_path / 'b')
    assert first['pixel'] == other['pixel']
    assert other['component_rule']['threshold'] == 0.2
    assert first['component'] != other['component']


def test_the_page_is_whole_and_needs_nothing_beside_it(anomaly_track, tmp_path):
    root, scores = anomaly_track
    named = scores.rename(scores.with_name('a <b> & "c"'))
    evaluate(root, named, tmp_path / 'out')
    text = (tmp_path / 'out' / 'report.html').read_text()
    page = Page(text)
    assert all(source.startswith('data:image/jpeg;base64,') for source in page.sources)
    assert len(page.sources) == 3
    assert 'url(' not in text
    assert '@media (prefers-color-scheme: dark)' in text
    assert {'Pixels', 'Components', 'Frames', 'For orientation', 'What was run'} <= set(
        page.headings
    )
    assert 'RoadAnomaly21: a <b> & "c"' in page.words
    assert any('official split has 10' in word for word in page.words)


def test_without_anomalies_nothing_is_made_up(anomaly_track, tmp_path):
    root, scores = anomaly_track
    for label in (root / 'dataset_AnomalyTrack' / 'labels_masks').glob('*semantic.png'):
        write_png(label, np.zeros((48, 96), np.uint8))
    evaluate(root, scores, tmp_path / 'out')
    report = report_of(tmp_path / 'out')
    assert set(report['pixel'].values()) == {None}
    assert set(report['component'].values()) == {None}
    Page((tmp_path / 'out' / 'report.html').read_text())


def test_labels_that_judge_nothing_are_refused(anomaly_track, tmp_path):
    root, scores = anomaly_track
    for label in (root / 'dataset_AnomalyTrack' / 'labels_masks').glob('*semantic.png'):
        write_png(label, np.full((48, 96), 255, np.uint8))
    with pytest.raises(EvaluationError, match='no frame has a pixel to judge'):
        evaluate(root, scores, tmp_path / 'out')


def test_scores_of_any_range_are_judged_and_drawn(anomaly_track, tmp_path):
    root, scores = anomaly_track
    evaluate(root, scores, tmp_path / 'a')
    for path in scores.iterdir():
        np.save(path, np.load(path) * 8 - 20)
    evaluate(root, scores, tmp_path / 'b')
    first, other = (report_of(tmp_path / name)['pixel'] for name in 'ab')
    assert other['ap'] == pytest.approx(first['ap'], abs=1e-4)  # rounding makes a few ties
    Page((tmp_path / 'b' / 'report.html').read_text())


def test_frames_without_labels_become_a_submission(anomaly_track, tmp_path):
    h5py = pytest.importorskip('h5py')
    root, scores = anomaly_track
    for label in (root / 'dataset_AnomalyTrack' / 'labels_masks').iterdir():
        label.unlink()
    score = np.load(scores / 'validation0001.npy')[::2, ::2]
    np.save(scores / 'validation0001.npy', score)
    out = tmp_path / 'out'
    printed = evaluate(root, scores, out)
    assert 'no public labels' in re.sub(r'\s+', ' ', printed)
    assert not (out / 'report.json').exists()
    folder = out / 'submission' / 'anomaly_p' / 'my_method' / 'AnomalyTrack-all'
    assert len(list(folder.iterdir())) == 3
    with h5py.File(folder / 'validation0001.hdf5') as file:
        assert file['value'].shape == (48, 96)
        assert file['value'].dtype == np.float32


def test_runs_are_compared(anomaly_track, tmp_path):
    root, scores = anomaly_track
    evaluate(root, scores, tmp_path / 'a')
    better = tmp_path / 'better'
    better.mkdir()
    for index in range(3):
        _, label, score = street(seed=index)
        np.save(better / f'validation{index:04d}.npy', score + 0.3 * (label == 1))
    evaluate(root, better, tmp_path / 'b')
    printed = run('compare', tmp_path / 'a', tmp_path / 'b', '--out', tmp_path / 'c')
    values = json.loads((tmp_path / 'c' / 'compare.json').read_text())
    (difference,) = values['differences']
    assert difference['ap']['low'] > 0
    expected = values['runs'][1]['ap'] - values['runs'][0]['ap']
    assert difference['ap']['value'] == pytest.approx(expected)
    assert f'{100 * expected:+.2f}' in printed
    Page((tmp_path / 'c' / 'compare.html').read_text())


@pytest.mark.parametrize(
    ('arguments', 'complaint'),
    [((), 'either --bundle or --scores'), (('--bundle', 'demo', '--scores', '.'), 'either')],
)
def test_scores_come_from_one_source(arguments, complaint, anomaly_track, tmp_path):
    root, _ = anomaly_track
    with pytest.raises(EvaluationError, match=complaint):
        run(
            'evaluate', '--dataset', 'roadanomaly21', '--root', root,
            '--out', tmp_path / 'out', *arguments,
        )  # fmt: skip


def test_a_folder_without_a_report_cannot_be_compared(tmp_path):
    with pytest.raises(EvaluationError, match='wrote to the end'):
        run('compare', tmp_path, tmp_path)
    with pytest.raises(EvaluationError, match='one run only'):
        run('compare', tmp_path)


@pytest.fixture
def bundle():
    try:
        return find_bundle('demo')
    except BundleError:
        pytest.skip('the demo bundle is not there')


def test_a_network_is_judged_and_goes_on_where_it_stopped(bundle, anomaly_track, tmp_path):
    root, out = anomaly_track[0], tmp_path / 'out'
    arguments = ('--dataset', 'roadanomaly21', '--root', root, '--bundle', bundle, '--out', out)
    run('evaluate', *arguments)
    first = report_of(out)
    assert first['run']['bundle'].startswith('demo@')
    assert len(first['run']['bundle_digest']) == len(first['run']['vocabulary_digest']) == 64
    assert first['seconds']['network']['frames'] == 3
    page = Page((out / 'report.html').read_text())
    assert 'Why the worst pixels have their scores' in page.headings
    assert {'worst false alarm', 'worst missed object'} & set(page.words)
    assert 'best known concept, cosine (share)' in page.words
    maps = sorted((out / 'scores').iterdir())
    written = maps[0].stat().st_mtime_ns
    maps[1].unlink()
    run('evaluate', *arguments)
    assert report_of(out)['pixel'] == first['pixel']
    assert report_of(out)['seconds']['network']['frames'] == 4
    assert maps[0].stat().st_mtime_ns == written
    with pytest.raises(EvaluationError, match='begun with another text digest'):
        run('evaluate', *arguments, '--vocabulary', 'road')
    with pytest.raises(EvaluationError, match='begun with another bundle digest'):
        evaluate(root, anomaly_track[1], out)


def test_vl4ad_is_compared_with_itself_without_its_parts(bundle, anomaly_track, tmp_path):
    out = tmp_path / 'out'
    run(
        'baselines', '--dataset', 'roadanomaly21', '--root', anomaly_track[0],
        '--bundle', bundle, '--vocabulary', 'road', '--out', out,
    )  # fmt: skip
    values = json.loads((out / 'compare.json').read_text())
    names = [row['name'] for row in values['runs']]
    assert names[0] == 'VL4AD'
    assert 'without OOD prompts' in names
    assert len({row['ap'] for row in values['runs']}) > 1
