"""What a run needs to go on, in one file that is written whole or not at all."""

import json
import os
import pickle
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from ..errors import TrainingError
from ..model.network import SegmentationNetwork

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

CHECKPOINT = 'checkpoint.pth'
NETWORK = 'network.safetensors'
_VERSION = 1

# What torch and json raise on a file that was cut, overwritten or written by another program.
_DAMAGE = (
    pickle.UnpicklingError, RuntimeError, EOFError, LookupError, TypeError, ValueError,
    AttributeError,
)  # fmt: skip


def write_checkpoint(
    folder: Path,
    settings: 'DataclassInstance',
    step: int,  # steps that were made
    encoder_digest: str,
    parts: Mapping[str, Any],  # model, average, optimiser, precision: nested mappings of tensors
) -> None:
    """
    Replace the checkpoint of a run in one step.

    `model` holds the decoder alone, by the names of FC-CLIP's checkpoints, so that `vl4ad export`
    takes the file beside one of the encoder.
    """
    content = {
        'version': _VERSION,
        'settings': json.dumps(asdict(settings)),
        'step': step,
        'encoder_digest': encoder_digest,
        **parts,
    }
    path = folder / CHECKPOINT
    temporary = path.with_suffix('.part')
    with temporary.open('wb') as file:
        torch.save(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def read_checkpoint(
    folder: Path, settings: 'DataclassInstance', encoder_digest: str
) -> Mapping[str, Any]:
    """Return a run's checkpoint. Raises TrainingError when another run than this one wrote it."""
    path = folder / CHECKPOINT
    try:
        content = torch.load(path, map_location='cpu', weights_only=True)
        version, written = content['version'], json.loads(content['settings'])
    except _DAMAGE as error:
        raise TrainingError(
            f'{path} is no checkpoint of a run: delete it to begin again, or copy it again'
        ) from error
    if version != _VERSION:
        raise TrainingError(
            f'{path} has version {version}, this program writes {_VERSION}: go on with the '
            'program that began the run'
        )
    _refuse_other_settings(path, written, settings)
    if content['encoder_digest'] != encoder_digest:
        raise TrainingError(
            f'{path} was trained on another encoder: give the same `encoder` or `checkpoint`, or '
            'choose another --out'
        )
    return content  # type: ignore[no-any-return]


def write_network(folder: Path, network: SegmentationNetwork, facts: Mapping[str, Any]) -> Path:
    """Write the whole network, encoder included, for `vl4ad export --checkpoint`."""
    path = folder / NETWORK
    temporary = path.with_suffix('.part')
    weights: dict[str, Tensor] = {
        name: tensor.detach().cpu().contiguous() for name, tensor in network.state_dict().items()
    }
    # one entry: several would be written in an order that changes from run to run
    save_file(weights, temporary, {'training': json.dumps(facts)})
    temporary.chmod(0o644)  # safetensors keeps its files from everybody else
    os.replace(temporary, path)
    return path


def _refuse_other_settings(
    path: Path, written: Mapping[str, Any], settings: 'DataclassInstance'
) -> None:
    """All must be the same but where and how the run is computed; what did not exist was off."""
    old, new = _flatten(written), _flatten(json.loads(json.dumps(asdict(settings))))
    for name in sorted({*old, *new}):
        same = old[name] == new.get(name) if name in old else not new[name]
        if not name.startswith('run.') and not same:
            raise TrainingError(
                f'{path} was begun with {name} {old.get(name)!r}, the configuration has '
                f'{new.get(name)!r}: give it the old value, or choose another --out'
            )


def _flatten(settings: Mapping[str, Any]) -> dict[str, Any]:
    flat = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            flat.update({f'{name}.{key}': part for key, part in value.items()})
        else:
            flat[name] = value
    return flat
