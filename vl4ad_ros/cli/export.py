"""`vl4ad export`: weights to a bundle that a robot can load."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ..baselines import BASELINES
from ..ensemble import Ensemble
from ..errors import ExportError
from ..export.averaging import mean_checkpoint
from ..export.clip_source import read_clip
from ..export.exporter import Description, GraphOptions, export_bundles
from ..export.random_weights import random_network
from ..export.rounding import round_decoder
from ..manifest import PRECISIONS
from ..model.config import ARCHITECTURES
from ..model.network import SegmentationNetwork
from ..model.weights import build_network
from ..opening import Opening
from ..paths import find_vocabulary, vocabulary_directory
from ..vocabulary.reader import read_vocabulary
from .bundle import print_bundle
from .sizes import LEAST_PX, size_in

_SCORES = {name.lower().replace(' ', '_'): name for name in BASELINES}
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
        list[Path] | None,
        typer.Option(
            help="FC-CLIP's or this project's weights (.pth, .safetensors); said several times, "
            'the mean of them.'
        ),
    ] = None,
    clip: Annotated[
        str | None,
        typer.Option(
            metavar='FILE|MODEL/TAG',
            help="open_clip's weights, for a checkpoint without them: a file, or their names in "
            'open_clip, for example convnext_large_d_320/laion2b_s29b_b131k_ft_soup.',
        ),
    ] = None,
    random_weights: Annotated[
        int | None, typer.Option(metavar='SEED', help='Random weights in place of a checkpoint.')
    ] = None,
    precision: Annotated[
        str,
        typer.Option(
            help='fp32, fp16 (for CUDA) or int8 (for the CPU). Several, with commas between: one '
            'bundle each, OUT_fp32 and so on.'
        ),
    ] = 'fp32',
    ensemble: Annotated[
        str | None,
        typer.Option(
            metavar='VOCABULARY',
            help="Join FC-CLIP's second classifier; names the concepts trained on. "
            "Without: VL4AD's classifier alone.",
        ),
    ] = None,
    ensemble_shares: Annotated[
        str | None,
        typer.Option(
            metavar='ALPHA,BETA',
            help="The second classifier's share in groups with a concept trained on, and in all "
            'others: from 0 to less than 1. Without: '
            f'{Ensemble.alpha},{Ensemble.beta}, those of FC-CLIP.',
        ),
    ] = None,
    scores: Annotated[
        str,
        typer.Option(help=f'Scores to give besides VL4AD, for comparisons: {", ".join(_SCORES)}.'),
    ] = '',
    query: Annotated[
        bool,
        typer.Option(
            '--query', help='Give the strongest mask query of each pixel, to tell hazards apart.'
        ),
    ] = False,
    opening: Annotated[
        str | None,
        typer.Option(
            metavar='WIDTH,GROWTH,HORIZON',
            help='Lower the scores of what is thinner than so many pixels of the map at the '
            'horizon, and so many more for each row away from it; the horizon is that share of '
            f'the image below its upper border. What is left out is {Opening.growth} and '
            f'{Opening.horizon}. Without: the scores of Eq. 3 as they are.',
        ),
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(help='Folder of street pictures, for the proof and for ranges in int8.'),
    ] = None,
    round_weights: Annotated[
        bool,
        typer.Option(
            '--round-weights',
            help="Round the decoder's weights to half precision: half the file.",
        ),
    ] = False,
    embed: Annotated[
        bool,
        typer.Option(help='Embed the vocabulary now, which spares each robot that at its start.'),
    ] = True,
    deform_conv: Annotated[
        bool,
        typer.Option(
            '--deform-conv',
            help='Faster on a CPU, for ONNX Runtime 1.25 or newer (not on Python 3.10). '
            'Needs a fixed --size.',
        ),
    ] = False,
) -> None:
    """Export a network to ONNX, prove the result against torch, and write a bundle."""
    options = GraphOptions(
        _parse_size(size),
        _ensemble(ensemble, ensemble_shares),
        _parse_scores(scores),
        query,
        deform_conv,
    )
    opened = _parse_opening(opening)
    outs = _outs(_parse_list(precision, PRECISIONS, '--precision'), out)
    vocabulary_file = find_vocabulary(vocabulary)
    read_vocabulary(vocabulary_file)  # a mistake in it is told now, not in some minutes
    if bool(checkpoint) == (random_weights is not None) or (clip and not checkpoint):
        raise ExportError('give either --checkpoint (with --clip or without) or --random-weights')
    console = Console()
    with console.status('loading the weights') as status:
        network = load_network(architecture, checkpoint or (), clip, random_weights)
        if round_weights:
            round_decoder(network)
        description = _describe(
            out.resolve().name,
            architecture,
            _default_vocabulary(vocabulary_file),
            random_weights,
            opened,
        )
        bundles = export_bundles(
            network, description, options, outs, pictures, status.update, embed
        )
    for bundle in bundles:
        print_bundle(bundle, console)


def _parse_size(size: str) -> tuple[int, int] | None:
    if size == 'dynamic':
        return None
    size_hw = size_in(size)
    if size_hw is None:
        raise ExportError(
            f'--size {size} is no size: give HEIGHTxWIDTH of at least {LEAST_PX}x{LEAST_PX}, or '
            "'dynamic'"
        )
    return size_hw


def _parse_list(text: str, choices: Sequence[str], option: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(',')))
    for name in chosen:
        if name not in choices:
            raise ExportError(f'{option} {name!r} is unknown: choose from {", ".join(choices)}')
    return chosen


def _parse_scores(scores: str) -> tuple[str, ...]:
    chosen = _parse_list(scores, tuple(_SCORES), '--scores') if scores else ()
    return tuple(_SCORES[name] for name in chosen)


def _ensemble(vocabulary: str | None, shares: str | None) -> Ensemble | None:
    if vocabulary is None:
        if shares is not None:
            raise ExportError(
                '--ensemble-shares says nothing alone: name the concepts that the decoder was '
                'trained on, for example --ensemble cityscapes'
            )
        return None
    groups = read_vocabulary(find_vocabulary(vocabulary)).groups
    trained = tuple(text for group in groups if group.known for text in group.concepts)
    if shares is None:
        return Ensemble(trained)
    try:
        alpha, beta = (float(share) for share in shares.split(','))
        return Ensemble(trained, alpha, beta)
    except ValueError as err:
        raise ExportError(
            f'--ensemble-shares {shares} are no shares: give two numbers from 0 to less than 1, '
            'for example 0.4,0.8'
        ) from err


def _parse_opening(opening: str | None) -> Opening | None:
    if opening is None:
        return None
    try:
        width, *shares = opening.split(',')
        return Opening(int(width), *map(float, shares))
    except (ValueError, TypeError) as err:  # TypeError: of more numbers
        raise ExportError(
            f'--opening {opening} is none: give a whole number of pixels from 1 and one or '
            f'two numbers from 0 to 1, for example {Opening.width},{Opening.growth}'
        ) from err


def _outs(precisions: tuple[str, ...], out: Path) -> dict[str, Path]:
    if len(precisions) == 1:
        return {precisions[0]: out}
    whole = out.resolve()
    return {precision: whole.with_name(f'{whole.name}_{precision}') for precision in precisions}


def load_network(
    architecture: str, checkpoints: Sequence[Path], clip: str | None, seed: int | None
) -> SegmentationNetwork:
    """Build a network by its name, with the mean of files' weights or with random ones."""
    if architecture not in ARCHITECTURES:
        raise ExportError(
            f'there is no architecture {architecture!r}: use one of {", ".join(ARCHITECTURES)}'
        )
    config = ARCHITECTURES[architecture]
    if not checkpoints:
        assert seed is not None
        return random_network(config, seed)
    clip_weights = read_clip(clip) if clip else None
    return build_network(config, mean_checkpoint(checkpoints), clip_weights)


def _default_vocabulary(path: Path) -> str | Path:
    """Return the name of a shipped vocabulary, which every robot has; any other file itself."""
    shipped = path.resolve().parent == vocabulary_directory().resolve()
    return path.stem if shipped else path


def _describe(
    name: str,
    architecture: str,
    vocabulary: str | Path,
    seed: int | None,
    opened: Opening | None,
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
        opening=opened,
    )
