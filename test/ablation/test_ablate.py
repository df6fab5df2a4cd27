"""The whole experiment, as the command line does it."""

import json
import shutil
from xml.etree import ElementTree

import numpy as np
import pytest
from typer.testing import CliRunner

from vl4ad_ros.ablation.arms import NO_FAMILIES, NO_VOID, SOURCES, VOID
from vl4ad_ros.ablation.claims import UNTRAINED
from vl4ad_ros.ablation.figures import FIGURES
from vl4ad_ros.ablation.markdown import BEGIN, END
from vl4ad_ros.bundle import MANIFEST
from vl4ad_ros.cli.main import app
from vl4ad_ros.errors import EvaluationError, Vl4adError
from vl4ad_ros.opening import Opening

from ..conftest import UNTRAINED_BUNDLE
from .conftest import VOCABULARY


def run(*arguments):
    """Run the command line; an error of the user's is raised."""
    result = CliRunner().invoke(app, ['ablate', *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))


@pytest.fixture
def arguments(stills, tmp_path):
    words = tmp_path / 'words.yaml'
    words.write_text(VOCABULARY)
    out = tmp_path / 'out'
    return ('--root', stills, '--out', out, '--vocabulary', words, '--threads', 1)


def opened_bundle(folder):
    bundle = folder / 'opened'
    shutil.copytree(UNTRAINED_BUNDLE, bundle)
    with (bundle / MANIFEST).open('a') as file:
        file.write('opening: {width: 3, growth: 0.15, horizon: 0.5}\n')
    return bundle


def maps_of(out):
    return {path: path.stat().st_mtime_ns for path in (out / 'maps').rglob('*.npy')}


def test_an_experiment_leaves_tables_charts_and_a_page_and_goes_on(
    arguments, tmp_path, monkeypatch
):
    monkeypatch.setattr('vl4ad_ros.cli.ablate.QUICK_PICTURES', 2)
    arguments = (*arguments, '--quick', '--bundle', UNTRAINED_BUNDLE)
    out, page = tmp_path / 'out', tmp_path / 'experiment.md'
    page.write_text(f'before\n{BEGIN}\nold\n{END}\nafter\n')
    printed = run(*arguments, '--page', page)
    assert 'learned nothing' in printed
    report = json.loads((out / 'ablation.json').read_text())
    rows = {row['name']: row for row in report['rows']}
    assert NO_FAMILIES not in rows
    assert set(SOURCES) - {NO_VOID, NO_FAMILIES} <= set(rows)  # the bundle takes no families
    assert next(name for name, row in rows.items() if not row['run']) == VOID
    assert all(row['figures'].keys() == FIGURES.keys() for row in rows.values() if row['run'])
    assert rows['VL4AD']['figures']['miou']['mean'] is not None
    assert {claim['verdict'] for claim in report['claims']} == {UNTRAINED}
    assert report['run']['trained'] is False
    assert report['run']['kinds'] == ['caravan', 'dog']
    assert page.read_text().startswith(f'before\n{BEGIN}\n\n**These networks have learned nothing')
    assert page.read_text().endswith(f'{END}\nafter\n')
    assert 'old' not in page.read_text().splitlines()
    assert 'learned nothing' in (out / 'ablation.html').read_text()
    assert (out / 'ablation.jpg').stat().st_size > 1000
    for chart in ('ap', 'fpr95', 'borders'):
        ElementTree.parse(out / f'ablation_{chart}.svg')
    before = maps_of(out)
    assert len(before) == 2 * 9
    lost = next(iter(sorted((out / 'maps').rglob('labels/*.png'))))
    lost.unlink()  # as when it was stopped there
    run(*arguments, '--workers', 2)
    assert lost.is_file()
    changed = [path for path, time in maps_of(out).items() if time != before[path]]
    assert [path.stem for path in changed] == [lost.stem]
    again = json.loads((out / 'ablation.json').read_text())
    assert again['rows'] == report['rows']
    assert again['claims'] == report['claims']
    assert not (out / '.judged').exists()


def test_the_shipped_network_and_drive_are_enough(tmp_path, monkeypatch):
    monkeypatch.setattr('vl4ad_ros.cli.ablate.QUICK_PICTURES', 1)
    words = tmp_path / 'words.yaml'
    words.write_text(VOCABULARY.split('super_classes')[0])  # the fewest arms
    run('--quick', '--out', tmp_path / 'out', '--vocabulary', words, '--threads', 1)
    report = json.loads((tmp_path / 'out' / 'ablation.json').read_text())
    assert report['run']['pictures'] == 1
    assert report['run']['bundles'][0].startswith('demo@')
    assert report['rows'][0]['figures']['ap_all']['mean'] is not None


@pytest.mark.parametrize(
    ('more', 'words'),
    [
        (('--bundle', 'demo', '--bundle', 'demo'), 'given twice'),
        (('--counterpart', 'demo'), 'void column'),
        (('--bundle', 'demo', '--train', 'config.yaml'), 'either --bundle, or --train'),
        (('--train-counterpart', 'config.yaml'), 'with --train, without --counterpart'),
        (('--votes', '4,12'), 'for bundles that --train makes'),
        (('--size', 'dynamic'), 'no size that networks are compared at'),
        (('--bundle', 'nothing'), 'there is no bundle'),
        (('--root', 'nowhere'), 'nowhere'),
        (('--vocabulary', 'nothing'), 'there is no vocabulary'),
    ],
)
def test_what_cannot_be_meant_is_refused_at_once(arguments, tmp_path, more, words):
    with pytest.raises(Vl4adError, match=words) as error:
        run(*arguments, *more)
    assert '\n' not in str(error.value)
    assert not (tmp_path / 'out').exists()


def test_bundles_that_open_their_scores_differently_are_refused(arguments, tmp_path):
    with pytest.raises(EvaluationError, match='refine their scores differently'):
        run(*arguments, '--bundle', UNTRAINED_BUNDLE, '--bundle', opened_bundle(tmp_path))


def test_an_opening_is_an_arm(arguments, tmp_path, monkeypatch):
    monkeypatch.setattr('vl4ad_ros.cli.ablate.QUICK_PICTURES', 1)
    (tmp_path / 'words.yaml').write_text(VOCABULARY.split('super_classes')[0])
    run(*arguments, '--quick', '--bundle', opened_bundle(tmp_path))
    maps = {path.parent.parent.name: np.load(path) for path in (tmp_path / 'out').rglob('*.npy')}
    whole, closed = maps['VL4AD'], maps['without_opening']
    assert np.array_equal(whole, Opening(3, 0.15)(closed))
    assert (whole < closed).any()


def test_a_folder_of_another_experiment_is_refused(arguments, stills, tmp_path, monkeypatch):
    monkeypatch.setattr('vl4ad_ros.cli.ablate.QUICK_PICTURES', 1)
    (tmp_path / 'words.yaml').write_text(VOCABULARY.split('super_classes')[0])
    run(*arguments, '--quick')
    other = tmp_path / 'other'
    shutil.copytree(stills, other)
    with pytest.raises(EvaluationError, match='begun with another root'):
        run(*arguments[2:], '--root', other)
