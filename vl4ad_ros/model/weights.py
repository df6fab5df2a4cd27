"""Published or trained weights into a network: all of them, or an error that says which not."""

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from ..errors import CheckpointError
from .config import NetworkConfig
from .network import SegmentationNetwork

CLIP_PREFIX = 'backbone.clip_model.'
TRAINING_ONLY = 'criterion.'  # FC-CLIP saves its loss's class weights, no network needs them
_ALL = 'missing: all '
_SCREEN = 30  # lines; after more of them the first is repeated, it is out of sight

# The first that a name starts with is its module; the words say what is likely different.
_MODULES = {
    'backbone.clip_model.visual.head': (
        'another projection: of the CLIPs, convnext_large_d has an MLP, all others one matrix'
    ),
    'backbone.clip_model.visual': 'an image tower of another size than the architecture names',
    'backbone.clip_model': 'a text tower of another size than the architecture names',
    'sem_seg_head.pixel_decoder': 'a pixel decoder with other layers, heads or hidden size',
    'sem_seg_head.predictor': 'a mask decoder with other layers, queries or hidden size',
    'void_embedding': 'trained with a void column where the architecture has none, or without',
    '': 'a checkpoint of another kind of network',
}


def build_network(
    config: NetworkConfig,
    checkpoint: Mapping[str, Any],
    clip: Mapping[str, Any] | None = None,
) -> SegmentationNetwork:
    """
    Build a network in evaluation mode and give it its weights, which are not copied.

    `checkpoint` is the content of a checkpoint by FC-CLIP (which may lack the CLIP) or of this
    project; `clip` is the content of one by open_clip. Raises CheckpointError when a tensor is
    missing, unexpected or of another shape.
    """
    weights = _merge(checkpoint, clip)
    with torch.device('meta'):
        network = SegmentationNetwork(config)
    expected = {name: tensor.shape for name, tensor in network.state_dict().items()}
    _check(expected, weights)
    network.load_state_dict({name: x.float() for name, x in weights.items()}, assign=True)
    return network.eval()


def _merge(checkpoint: Mapping[str, Any], clip: Mapping[str, Any] | None) -> dict[str, Tensor]:
    weights = find_tensors(checkpoint)
    if clip is None:
        return weights
    if any(name.startswith(CLIP_PREFIX) for name in weights):
        raise CheckpointError(
            'the checkpoint holds its own CLIP: leave out the second file, or use a checkpoint '
            'without one'
        )
    for name, tensor in find_tensors(clip).items():
        weights[CLIP_PREFIX + name.removeprefix(CLIP_PREFIX)] = tensor
    return weights


def find_tensors(content: Mapping[str, Any]) -> dict[str, Tensor]:
    """Find the tensors in what a training program saved, by the names a network knows."""
    for wrapper in ('model', 'state_dict'):
        if isinstance(content.get(wrapper), Mapping):
            content = content[wrapper]
    tensors = {}
    for name, value in content.items():
        if not isinstance(value, Tensor):
            raise CheckpointError(
                f'{name} is a {type(value).__name__} where a tensor should be: give a file that '
                'holds the weights of a network'
            )
        tensors[name.removeprefix('module.')] = value  # what parallel training puts in front
    return {name: x for name, x in tensors.items() if not name.startswith(TRAINING_ONLY)}


def _check(expected: Mapping[str, torch.Size], weights: Mapping[str, Tensor]) -> None:
    missing = [name for name in expected if name not in weights]
    unexpected = [name for name in weights if name not in expected]
    reshaped = [
        name for name, x in weights.items() if name in expected and x.shape != expected[name]
    ]
    if not (missing or unexpected or reshaped):
        return
    lines = [
        f'the weights do not fit the architecture ({len(missing)} missing, {len(unexpected)} '
        f'unexpected, {len(reshaped)} of another shape): {_remedy(expected, missing)}'
    ]
    for module, cause in _MODULES.items():
        entries = [
            *_missing_entries(module, expected, missing),
            *(f'unexpected: {name}' for name in unexpected if _module_of(name) == module),
            *(
                f'expected {tuple(expected[name])}, got {tuple(weights[name].shape)}: {name}'
                for name in reshaped
                if _module_of(name) == module
            ),
        ]
        if entries:
            absent = len(entries) == 1 and entries[0].startswith(_ALL)
            reason = 'kept in another file' if absent else cause
            lines.append(f'{module or "elsewhere"} (likely {reason})')
            lines.extend(f'  {entry}' for entry in entries)
    if len(lines) > _SCREEN:
        lines.append(lines[0])
    raise CheckpointError('\n'.join(lines))


def _missing_entries(
    module: str, expected: Mapping[str, torch.Size], missing: list[str]
) -> Iterator[str]:
    mine = [name for name in missing if _module_of(name) == module]
    if len(mine) > 1 and mine == [name for name in expected if _module_of(name) == module]:
        yield f'{_ALL}{len(mine)} tensors'
    else:
        yield from (f'missing: {name}' for name in mine)


def _module_of(name: str) -> str:
    return next(module for module in _MODULES if name.startswith(module))


def _remedy(expected: Mapping[str, torch.Size], missing: list[str]) -> str:
    """Say what to do, for the two halves that are often saved apart."""
    absent = set(missing)
    if all(name in absent for name in expected if name.startswith(CLIP_PREFIX)):
        return 'it holds no CLIP, give the file of open_clip beside it'
    if all(name in absent for name in expected if name.startswith('sem_seg_head.')):
        return 'it holds no decoder, give a checkpoint of the whole network'
    return 'choose the architecture that it was trained with'
