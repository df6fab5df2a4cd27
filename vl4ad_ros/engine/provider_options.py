"""How each provider is asked to run a bundle."""

import hashlib
import shutil
import subprocess
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path

import onnxruntime

from ..bundle import Bundle
from ..paths import cache_directory

Options = Mapping[str, str]

_CUDA_GRAPH = 'enable_cuda_graph'
_GPU_TOOL = 'nvidia-smi'
_GPU_FACTS = 'name,driver_version,compute_cap'


def provider_options(provider: str, bundle: Bundle) -> Options:
    """Return ONNX Runtime's options of a provider."""
    if provider == 'cuda':
        # Captured for one size of image; single precision goes through TF32, its default there.
        return {_CUDA_GRAPH: '1'} if bundle.manifest.fixed_hw else {}
    if provider == 'tensorrt':
        return _tensorrt_options(bundle)
    return {}


def without_cuda_graph(options: Options) -> Options:
    """Return what is left for a graph of which some nodes run on the CPU."""
    return {name: value for name, value in options.items() if name != _CUDA_GRAPH}


def captures_cuda_graph(options: Options) -> bool:
    """Tell whether a session records what it launches."""
    return options.get(_CUDA_GRAPH) == '1'


def engine_folder(bundle: Bundle) -> Path:
    """
    Return the folder of a bundle's TensorRT engines.

    An engine fits one network, GPU, driver and version of TensorRT and ONNX Runtime; each of them
    is part of the folder's name, so that an engine of another is never loaded.
    """
    facts = '\n'.join(
        [bundle.digest, onnxruntime.__version__, *sorted(_tensorrt_versions()), _gpu_facts()]
    )
    return cache_directory() / 'tensorrt' / hashlib.sha256(facts.encode()).hexdigest()[:16]


def _tensorrt_options(bundle: Bundle) -> Options:
    folder = str(engine_folder(bundle))
    return {
        'trt_fp16_enable': '1' if bundle.manifest.precision == 'fp16' else '0',
        'trt_engine_cache_enable': '1',
        'trt_engine_cache_path': folder,
        'trt_timing_cache_enable': '1',
        'trt_timing_cache_path': folder,
    }


def _tensorrt_versions() -> set[str]:
    """Return the packages of TensorRT; one from apt comes with a version of the driver."""
    names = {item.metadata['Name']: item.version for item in distributions()}
    return {f'{name} {version}' for name, version in names.items() if 'tensorrt' in str(name)}


def _gpu_facts() -> str:
    if not shutil.which(_GPU_TOOL):
        return ''
    query = [_GPU_TOOL, f'--query-gpu={_GPU_FACTS}', '--format=csv,noheader']
    return subprocess.run(query, capture_output=True, text=True).stdout
