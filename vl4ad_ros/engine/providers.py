"""Where the network runs: names of ours for ONNX Runtime's execution providers."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import EngineError

AUTO = 'auto'
PROVIDERS = {
    'cpu': 'CPUExecutionProvider',
    'cuda': 'CUDAExecutionProvider',
    'tensorrt': 'TensorrtExecutionProvider',
}
# What runs the operators that a provider does not know, in this order.
_LESSER = {'cpu': ('cpu',), 'cuda': ('cuda', 'cpu'), 'tensorrt': ('tensorrt', 'cuda', 'cpu')}


@dataclass(frozen=True)
class ProviderChoice:
    """A provider, and why it is a lesser one than could be wished."""

    name: str
    fallback_reason: str | None = None


def choose_provider(
    wanted: str,  # one of PROVIDERS, or 'auto'
    available: Sequence[str],  # as ONNX Runtime names them
) -> ProviderChoice:
    """
    Return the provider to try.

    'auto' takes a GPU before the CPU, but never TensorRT, whose first start takes minutes. Raises
    EngineError when a named provider is unknown or not there.
    """
    present = [name for name, full_name in PROVIDERS.items() if full_name in available]
    if wanted == AUTO:
        if 'cuda' in present:
            return ProviderChoice('cuda')
        return ProviderChoice(
            'cpu',
            'this onnxruntime has no CUDA provider; for an NVIDIA GPU install onnxruntime-gpu',
        )
    if wanted not in PROVIDERS:
        near = difflib.get_close_matches(wanted, [AUTO, *PROVIDERS], n=1, cutoff=0)[0]
        raise EngineError(
            f'there is no provider {wanted!r}, did you mean {near!r}? '
            f'Known are {", ".join([AUTO, *PROVIDERS])}'
        )
    if wanted not in present:
        raise EngineError(
            f'the provider {wanted!r} is not part of this onnxruntime: use one of '
            f'{", ".join([AUTO, *present])}, or install an onnxruntime that has it'
        )
    return ProviderChoice(wanted)


def execution_providers(
    name: str,
    options: Mapping[str, str],  # of the provider itself
) -> list[tuple[str, dict[str, str]]]:
    """Return a provider and those that assist it, with their options, by ONNX Runtime's names."""
    return [
        (PROVIDERS[lesser], dict(options) if lesser == name else {}) for lesser in _LESSER[name]
    ]
