import shutil
from pathlib import Path

import pytest
import yaml

from vl4ad_ros.bundle import file_digest, load_bundle
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
