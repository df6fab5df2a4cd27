"""Nothing that a robot loads may run code: no pickle in the program, and none in a bundle."""

import ast
import pickletools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vl4ad_ros.bundle import REQUIRED_FILES, VOCABULARY
from vl4ad_ros.paths import share_directory

PACKAGE = share_directory() / 'vl4ad_ros'
# These import torch and never run on a robot; their checkpoints are read with weights only.
WORKSTATION = {'export', 'model', 'training'}
PICKLERS = {'pickle', '_pickle', 'cPickle', 'dill', 'cloudpickle', 'joblib', 'marshal', 'shelve'}
SAFE_YAML = {'safe_load', 'safe_load_all', 'SafeLoader', 'CSafeLoader', 'BaseLoader'}
FILES = sorted(PACKAGE.rglob('*.py'))
ROBOT = [path for path in FILES if path.relative_to(PACKAGE).parts[0] not in WORKSTATION]


def findings(source: str, workstation: bool = False) -> list[str]:
    """Return what could unpickle, or run what YAML asks for."""
    return [found for node in ast.walk(ast.parse(source)) for found in _look_at(node, workstation)]


def _look_at(node: ast.AST, workstation: bool) -> Iterator[str]:
    names = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [node.module or '']
    # A workstation's programs import pickle for the error that torch raises, and call none of it.
    if not workstation:
        yield from (name for name in names if name.split('.')[0] in PICKLERS)
    if isinstance(node, ast.Call):
        call = ast.unparse(node.func)
        options = {word.arg: ast.unparse(word.value) for word in node.keywords}
        if call.split('.')[0] in PICKLERS:
            yield call
        if call in ('np.load', 'numpy.load') and options.get('allow_pickle', 'False') != 'False':
            yield call
        if call == 'torch.load' and options.get('weights_only') != 'True':
            yield call
        if call in ('yaml.load', 'yaml.load_all', 'yaml.unsafe_load', 'yaml.full_load') and (
            options.get('Loader', '').split('.')[-1] not in SAFE_YAML
        ):
            yield call


@pytest.mark.parametrize(
    'source',
    [
        'import pickle',
        'from joblib import load',
        'np.load(path, allow_pickle=True)',
        'torch.load(path)',
        'torch.load(path, weights_only=False)',
        'yaml.load(text, Loader=yaml.Loader)',
        'yaml.unsafe_load(text)',
    ],
)
def test_the_scan_finds(source: str) -> None:
    assert findings(source)


def test_the_scan_passes_what_is_safe() -> None:
    assert not findings(
        'np.load(path); np.load(path, allow_pickle=False); torch.load(path, weights_only=True); '
        'yaml.safe_load(text); yaml.load(text, Loader=yaml.SafeLoader)'
    )


def test_no_program_of_a_robot_can_unpickle() -> None:
    assert len(ROBOT) > 50
    found = {path: findings(path.read_text('utf-8')) for path in ROBOT}
    assert {path: names for path, names in found.items() if names} == {}


def test_programs_of_a_workstation_load_weights_alone() -> None:
    found = {path: findings(path.read_text('utf-8'), workstation=True) for path in FILES}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize('folder', sorted((share_directory() / 'bundles').iterdir()), ids=str)
def test_no_shipped_bundle_holds_a_pickle(folder: Path) -> None:
    graphs = {name for name in REQUIRED_FILES if name.endswith('.onnx')}
    data = {f'{name}.data' for name in graphs}
    embeddings = {path.name for path in folder.glob('embeddings_*.npz')}
    names = {path.name for path in folder.iterdir()} - embeddings
    assert names <= {*REQUIRED_FILES, *data, VOCABULARY, 'bundle.yaml'}
    for name in embeddings:  # an archive, but of plain arrays: numpy refuses all else
        with np.load(folder / name, allow_pickle=False) as file:
            assert {file[key].dtype.kind for key in file.files} == {'U', 'f'}
    for name in names - data:  # raw numbers are no more than that
        assert not _is_pickle((folder / name).read_bytes()), name


def _is_pickle(content: bytes) -> bool:
    try:
        list(pickletools.genops(content))
    except ValueError:
        return content.startswith(b'PK')  # torch's files are archives of pickles
    return True
