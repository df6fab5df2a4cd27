"""ONNX Runtime, the GPU, the bundle and the vocabulary."""

import subprocess
from pathlib import Path

import onnxruntime

from ..bundle import load_bundle
from ..engine.engine import Engine
from ..engine.providers import AUTO, PROVIDERS
from ..engine.verification import verify_bundle
from ..errors import Vl4adError
from ..paths import find_bundle
from ..vocabulary.reader import read_vocabulary
from .finding import Finding, failed, ok, warning

_ASK_GPU = ['nvidia-smi', '--query-gpu=name,memory.total,driver_version', '--format=csv,noheader']
_PATIENCE_S = 10.0


def check_gpu(board: Path) -> Finding:
    """Tell which NVIDIA GPU is there; `board` is a file that names an embedded board."""
    name = 'GPU'
    try:
        result = subprocess.run(_ASK_GPU, capture_output=True, text=True, timeout=_PATIENCE_S)
    except (OSError, subprocess.TimeoutExpired):
        result = None
    if result is not None and result.returncode == 0 and result.stdout.strip():
        return ok(name, '; '.join(result.stdout.strip().splitlines()))
    try:
        model = board.read_text().strip('\0\n ')
    except OSError:
        model = ''
    if 'nvidia' in model.lower() or 'jetson' in model.lower():
        return ok(name, f'of an {model}')
    return warning(
        name,
        'no NVIDIA GPU answers: the network runs on the CPU',
        'for a large network install a driver (`nvidia-smi` must work), with Docker `--gpus all`',
    )


def check_providers(has_gpu: bool) -> Finding:
    """Tell where ONNX Runtime can run."""
    name = 'ONNX Runtime'
    available = onnxruntime.get_available_providers()
    present = [ours for ours, theirs in PROVIDERS.items() if theirs in available]
    sentence = f'{onnxruntime.__version__} with {", ".join(present)}'
    if has_gpu and 'cuda' not in present:
        return warning(
            name,
            f'{sentence}: the GPU is not used',
            "pip uninstall onnxruntime, then pip install onnxruntime-gpu; on a Jetson NVIDIA's "
            'wheel (docs/robot.md)',
        )
    return ok(name, sentence)


def check_bundle(bundle_name: str) -> Finding:
    """Tell whether the bundle is whole and runs, and on which provider."""
    name = f'bundle {bundle_name}'
    try:
        path = find_bundle(bundle_name)
        checks = sum(1 for _ in verify_bundle(path))
        bundle = load_bundle(path)
        engine = Engine(bundle, AUTO)
    except Vl4adError as error:
        return failed(name, *_split(error))
    sentence = f'{bundle.model_id}: {checks} checks passed; it runs on {engine.provider}'
    if not bundle.manifest.trained:
        return warning(
            name,
            f'{sentence}, but is untrained: its scores mean nothing',
            'export a trained network (docs/bundle.md) and set the parameter bundle',
        )
    return ok(name, sentence)


def check_vocabulary(bundle_name: str, vocabulary_name: str) -> Finding:
    """Tell whether the vocabulary can be read."""
    name = f'vocabulary {vocabulary_name}'.rstrip()
    try:
        bundle = load_bundle(find_bundle(bundle_name))
        vocabulary = read_vocabulary(bundle.vocabulary_file(vocabulary_name))
    except Vl4adError as error:
        return failed(name, *_split(error))
    known = sum(group.known for group in vocabulary.groups)
    return ok(
        name,
        f'{vocabulary.name}: {known} known groups, {len(vocabulary.groups) - known} OOD prompts',
    )


def _split(error: Vl4adError) -> tuple[str, str]:
    """Return what went wrong, and the remedy, which stands after the last colon."""
    sentence, _, remedy = str(error).rpartition(': ')
    return (sentence, remedy) if sentence else (remedy, 'give another one')
