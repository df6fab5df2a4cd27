import shutil
from pathlib import Path

import pytest
import yaml

from vl4ad_ros.bundle import file_digest, load_bundle
from vl4ad_ros.errors import BundleError
from vl4ad_ros.paths import find_bundle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_bundle('demo'), tmp_path / 'demo'))


def rewrite(folder: Path, **changes: object) -> None:
    path = folder / 'bundle.yaml'
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | changes))


def redigest(folder: Path) -> None:
    """Make the manifest agree with the files, as somebody would who means harm."""
    files = sorted(path for path in folder.iterdir() if path.name != 'bundle.yaml')
    rewrite(folder, files={path.name: file_digest(path) for path in files})


def test_shipped_bundle_is_whole_and_small(folder: Path) -> None:
    bundle = load_bundle(folder)
    assert bundle.manifest.name == 'demo'
    assert bundle.manifest.input_size_hw == (320, 576)
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 40_000_000


def test_a_size_is_asked_for_with_the_name(folder: Path) -> None:
    default, asked = load_bundle(folder), load_bundle(Path(f'{folder}@352x640'))
    assert asked.path == folder
    assert asked.manifest.input_size_hw == (352, 640)
    assert asked.model_id == f'demo@352x640@{asked.digest[:12]}'
    assert asked.digest != default.digest
    assert load_bundle(asked.reference) == asked
    assert load_bundle(default.reference) == default
    same = load_bundle(find_bundle('demo@352x640'))
    assert same.path == find_bundle('demo')
    assert same.digest == asked.digest


def test_a_folder_may_be_named_like_a_size(folder: Path) -> None:
    named = folder.rename(folder.with_name('demo@352x640'))
    assert find_bundle(str(named)) == named
    assert load_bundle(named).manifest.input_size_hw == (320, 576)
    assert load_bundle(Path(f'{named}@352x608')).manifest.input_size_hw == (352, 608)


@pytest.mark.parametrize(
    ('size', 'changes', 'words'),
    [
        ('@360x640', {}, 'multiples of 32 .* not of 360x640: ask for 352x640'),
        ('@8x99999', {}, 'not of 8x99999: ask for 32x4096'),
        ('@352x640', {'resizable': False}, 'images of 320x576 alone, not of 352x640: name it'),
        ('', {'input_size_hw': [360, 640]}, r'bundle\.yaml is resizable, but .* multiples of 32'),
        ('', {'input_size_hw': 'dynamic'}, r'bundle\.yaml is resizable, but .* multiples of 32'),
    ],
)
def test_a_size_that_cannot_be_had(
    size: str, changes: dict[str, object], words: str, folder: Path
) -> None:
    rewrite(folder, **changes)
    with pytest.raises(BundleError, match=words):
        load_bundle(Path(f'{folder}{size}'))


def test_any_size_may_be_asked_of_one_that_has_none(folder: Path) -> None:
    rewrite(folder, input_size_hw='dynamic', resizable=False)
    assert load_bundle(Path(f'{folder}@64x96')).manifest.input_size_hw == (64, 96)


def test_untrained_bundle_says_so_in_words() -> None:
    manifest = load_bundle(find_bundle('demo')).manifest
    assert manifest.trained or 'mean nothing' in manifest.notes


def test_model_id_changes_with_any_file(folder: Path) -> None:
    bundle = load_bundle(folder)
    assert bundle.model_id == f'demo@{bundle.digest[:12]}'
    (folder / 'tokenizer.json').write_text('{}')
    redigest(folder)
    assert load_bundle(folder).digest != bundle.digest


@pytest.mark.parametrize(
    ('changes', 'same'),
    [
        ({'temperature': 0.01}, False),
        ({'void': False}, False),
        ({'input_size_hw': [384, 640]}, False),
        ({'default_vocabulary': 'road'}, False),
        ({'normalisation': {'mean': [1.0, 2.0, 3.0], 'std': [1.0, 1.0, 1.0]}}, False),
        ({'trained': False}, False),
        ({'ensemble': None}, True),  # what it is without a word
        ({'notes': 'seen in Berlin', 'licence': 'MIT', 'figures': {'AP': 0.5}}, True),
        ({'name': 'other'}, True),
    ],
)
def test_digest_covers_the_meaning_of_the_manifest(
    changes: dict[str, object], same: bool, folder: Path
) -> None:
    before = load_bundle(folder).digest
    rewrite(folder, **changes)
    assert (load_bundle(folder).digest == before) is same


def test_files_may_be_links_into_one_folder(folder: Path, tmp_path: Path) -> None:
    linked = tmp_path / 'linked'
    linked.mkdir()
    for file in folder.iterdir():
        (linked / file.name).symlink_to(file)
    assert load_bundle(linked).model_id == load_bundle(folder).model_id
