"""`vl4ad export`: weights to a bundle that a robot can load."""

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ..errors import ExportError
from ..export.checkpoint import read_checkpoint
from ..export.exporter import Description, export_bundle
from ..export.random_weights import random_network
from ..model.config import ARCHITECTURES
from ..model.network import SegmentationNetwork
from ..model.weights import build_network
from ..paths import find_vocabulary, vocabulary_directory
from ..vocabulary.reader import read_vocabulary
from .bundle import print_bundle

_UNTRAINED = (
    'The weights are random (seed {seed}), nothing was learned. Scores and names mean nothing '
    'until a trained bundle takes the place of this one.'
)


def export(
    architecture: Annotated[str, typer.Option(help='Name of a network, for example demo.')],
    out: Annotated[Path, typer.Option(help='Folder of the bundle; its name names the bundle.')],
    vocabulary: Annotated[
        str,
        typer.Option(
            help='Where no other is asked for: the name of a shipped one, or a file to copy in.'
        ),
    ],
    size: Annotated[
        str, typer.Option(help="HEIGHTxWIDTH of the images, or 'dynamic': multiples of 32.")
    ] = 'dynamic',
    checkpoint: Annotated[
        Path | None, typer.Option(help="FC-CLIP's or this project's weights (.pth, .safetensors).")
    ] = None,
    clip: Annotated[
        Path | None, typer.Option(help="open_clip's weights, for a checkpoint without them.")
    ] = None,
    random_weights: Annotated[
        int | None, typer.Option(metavar='SEED', help='Random weights in place of a checkpoint.')
    ] = None,
) -> None:
    """Export a network to ONNX, prove the result against torch, and write a bundle."""
    size_hw = _parse_size(size)
    vocabulary_file = find_vocabulary(vocabulary)
    read_vocabulary(vocabulary_file)  # a mistake in it is told now, not in some minutes
    if (checkpoint is None) == (random_weights is None) or (clip and not checkpoint):
        raise ExportError('give either --checkpoint (with --clip or without) or --random-weights')
    console = Console()
    with console.status('loading the weights') as status:
        network = load_network(architecture, checkpoint, clip, random_weights)
        description = _describe(
            out.resolve().name, architecture, _default_vocabulary(vocabulary_file), random_weights
        )
        bundle = export_bundle(network, description, size_hw, out, status.update)
    print_bundle(bundle, console)


def _parse_size(size: str) -> tuple[int, int] | None:
    if size == 'dynamic':
        return None
    match = re.fullmatch(r'(\d+)x(\d+)', size)
    if not match or min(int(side) for side in match.groups()) < 32:
        raise ExportError(
            f"--size {size} is no size: give HEIGHTxWIDTH of at least 32x32, or 'dynamic'"
        )
    return int(match[1]), int(match[2])


def load_network(
    architecture: str, checkpoint: Path | None, clip: Path | None, seed: int | None
) -> SegmentationNetwork:
    """Build a network by its name, with the weights of files or with random ones."""
    if architecture not in ARCHITECTURES:
        raise ExportError(
            f'there is no architecture {architecture!r}: use one of {", ".join(ARCHITECTURES)}'
        )
    config = ARCHITECTURES[architecture]
    if checkpoint is None:
        assert seed is not None
        return random_network(config, seed)
    clip_weights = read_checkpoint(clip) if clip else None
    return build_network(config, read_checkpoint(checkpoint), clip_weights)


def _default_vocabulary(path: Path) -> str | Path:
    """Return the name of a shipped vocabulary, which every robot has; any other file itself."""
    shipped = path.resolve().parent == vocabulary_directory().resolve()
    return path.stem if shipped else path


def _describe(
    name: str, architecture: str, vocabulary: str | Path, seed: int | None
) -> Description:
    trained = seed is None
    return Description(
        name=name,
        architecture=architecture,
        trained=trained,
        notes='' if trained else _UNTRAINED.format(seed=seed),
        vocabulary=vocabulary,
        licence='that of the weights' if trained else 'Apache-2.0',
        training_data='not stated' if trained else 'none',
    )
