import shutil
from pathlib import Path

import pytest
import yaml

from vl4ad_ros.bundle import file_digest
from vl4ad_ros.engine.verification import verify_bundle
from vl4ad_ros.errors import BundleError
from vl4ad_ros.paths import find_bundle


def test_shipped_bundle_passes_every_check() -> None:
    checks = dict(verify_bundle(find_bundle('demo')))
    steps = ['bundle.yaml', 'files', 'graphs', 'sessions', 'vocabulary', 'embeddings', 'text']
    assert list(checks) == [*steps, 'image']
    assert checks['image'].startswith('maps of 80x142')


def test_damage_ends_it_at_the_first_check(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(find_bundle('demo'), tmp_path / 'demo'))
    with (folder / 'image.onnx').open('ab') as file:
        file.write(b'\x00')
    with pytest.raises(BundleError, match='changed or cut short'):
        next(verify_bundle(folder))


def test_tokenizer_that_is_none_is_found_out(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(find_bundle('demo'), tmp_path / 'demo'))
    (folder / 'tokenizer.json').write_text('{"version": "1.0"}')
    values = yaml.safe_load((folder / 'bundle.yaml').read_text())
    values['files']['tokenizer.json'] = file_digest(folder / 'tokenizer.json')
    (folder / 'bundle.yaml').write_text(yaml.safe_dump(values))
    with pytest.raises(BundleError, match=r'tokenizer\.json is no tokenizer'):
        list(verify_bundle(folder))
