"""On what it was measured: figures without it mean nothing."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_CPU_INFO, _MEMORY_INFO = Path('/proc/cpuinfo'), Path('/proc/meminfo')
_PACKAGES = ('onnxruntime', 'onnxruntime-gpu', 'torch', 'numpy', 'opencv-python-headless')
_MALLOC = ('MALLOC_MMAP_THRESHOLD_', 'MALLOC_TRIM_THRESHOLD_', 'MALLOC_TOP_PAD_')


def machine_facts(threads: int, provider: str) -> dict[str, str | int | float]:
    """Return what makes a difference to time and memory."""
    facts: dict[str, str | int | float] = {
        'processor': _field(_CPU_INFO, 'model name') or platform.processor(),
        'cores': os.cpu_count() or 1,
        'threads': threads,
        'memory_gb': round(int((_field(_MEMORY_INFO, 'MemTotal') or '0').split()[0]) / 1e6, 1),
        'provider': provider,
        'load': round(os.getloadavg()[0], 1),
        'python': platform.python_version(),
        'malloc': ' '.join(f'{name}={os.environ[name]}' for name in _MALLOC if name in os.environ),
    }
    return facts | {name: text for name in _PACKAGES if (text := _version(name))}


def _field(path: Path, name: str) -> str:
    """Return the first field of that name, or nothing, as on systems that are not Linux."""
    if not path.is_file():
        return ''
    for line in path.read_text(encoding='utf-8').splitlines():
        key, _, value = line.partition(':')
        if key.strip() == name:
            return value.strip()
    return ''


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ''
