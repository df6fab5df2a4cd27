"""The options of `vl4ad export`, and what their texts mean."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ..baselines import BASELINES
from ..ensemble import Ensemble
from ..errors import ExportError
from ..manifest import PRECISIONS
from ..opening import Opening
from ..paths import find_vocabulary
from ..vocabulary.reader import read_vocabulary
from ..votes import Votes
from .sizes import LEAST_PX, size_in

_SCORES = {name.lower().replace(' ', '_'): name for name in BASELINES}

ArchitectureName = Annotated[str, typer.Option(help='Name of a network, for example demo.')]
BundleFolder = Annotated[
    Path, typer.Option(help='Folder of the bundle; its name names the bundle.')
]
VocabularyChoice = Annotated[
    str,
    typer.Option(
        help='Where no other is asked for: the name of a shipped one, or a file to copy in.'
    ),
]
ImageSize = Annotated[
    str, typer.Option(help="HEIGHTxWIDTH of the images, or 'dynamic': multiples of 32.")
]
Resizable = Annotated[
    bool,
    typer.Option(
        '--resizable',
        help='Let users ask for other sizes, BUNDLE@HEIGHTxWIDTH in multiples of 32; without '
        'asking it is --size.',
    ),
]
Checkpoints = Annotated[
    list[Path] | None,
    typer.Option(
        help="FC-CLIP's or this project's weights (.pth, .safetensors); said several times, "
        'the mean of them.'
    ),
]
ClipSource = Annotated[
    str | None,
    typer.Option(
        metavar='FILE|MODEL/TAG',
        help="open_clip's weights, for a checkpoint without them: a file, or their names in "
        'open_clip, for example convnext_large_d_320/laion2b_s29b_b131k_ft_soup.',
    ),
]
RandomSeed = Annotated[
    int | None, typer.Option(metavar='SEED', help='Random weights in place of a checkpoint.')
]
Precisions = Annotated[
    str,
    typer.Option(
        help='fp32, fp16 (for CUDA) or int8 (for the CPU). Several, with commas between: one '
        'bundle each, OUT_fp32 and so on.'
    ),
]
EnsembleVocabulary = Annotated[
    str | None,
    typer.Option(
        metavar='VOCABULARY',
        help="Join FC-CLIP's second classifier; names the concepts trained on. "
        "Without: VL4AD's classifier alone.",
    ),
]
EnsembleShares = Annotated[
    str | None,
    typer.Option(
        metavar='ALPHA,BETA',
        help="The second classifier's share in groups with a concept trained on, and in all "
        'others: from 0 to less than 1. Without: '
        f'{Ensemble.alpha},{Ensemble.beta}, those of FC-CLIP.',
    ),
]
OtherScores = Annotated[
    str,
    typer.Option(help=f'Scores to give besides VL4AD, for comparisons: {", ".join(_SCORES)}.'),
]
WithQuery = Annotated[
    bool,
    typer.Option(
        '--query', help='Give the strongest mask query of each pixel, to tell hazards apart.'
    ),
]
VotesText = Annotated[
    str | None,
    typer.Option(
        metavar='GIVEN,FULL,WIDE',
        help='Weigh the scores with the votes of mask queries that call a pixel by no known '
        'name: GIVEN are given to each pixel, FULL count as all, and what is wider than WIDE '
        'pixels of the map at the horizon needs none. What is left out is '
        f'{Votes.full:g} and {Votes.wide}. Without: the scores of Eq. 3 as they are.',
    ),
]
OpeningText = Annotated[
    str | None,
    typer.Option(
        metavar='WIDTH,GROWTH,HORIZON',
        help='Lower the scores of what is thinner than so many pixels of the map at the '
        'horizon, and so many more for each row away from it; the horizon is that share of '
        f'the image below its upper border. What is left out is {Opening.growth} and '
        f'{Opening.horizon}. Without: the scores as they are.',
    ),
]
PictureFolder = Annotated[
    Path | None,
    typer.Option(help='Folder of street pictures, for the proof and for ranges in int8.'),
]
RoundWeights = Annotated[
    bool,
    typer.Option(
        '--round-weights',
        help="Round the decoder's weights to half precision: half the file.",
    ),
]
Embed = Annotated[
    bool,
    typer.Option(help='Embed the vocabulary now, which spares each robot that at its start.'),
]
DeformConv = Annotated[
    bool,
    typer.Option(
        '--deform-conv',
        help='Faster on a CPU, for ONNX Runtime 1.25 or newer (not on Python 3.10). '
        'Needs a fixed --size.',
    ),
]


def parse_size(size: str) -> tuple[int, int] | None:
    """Return the size of `--size`; None for 'dynamic'."""
    if size == 'dynamic':
        return None
    size_hw = size_in(size)
    if size_hw is None:
        raise ExportError(
            f'--size {size} is no size: give HEIGHTxWIDTH of at least {LEAST_PX}x{LEAST_PX}, or '
            "'dynamic'"
        )
    return size_hw


def parse_precisions(precision: str) -> tuple[str, ...]:
    """Return the precisions of `--precision`."""
    return _parse_list(precision, PRECISIONS, '--precision')


def parse_scores(scores: str) -> tuple[str, ...]:
    """Return the names of the scores of `--scores`."""
    chosen = _parse_list(scores, tuple(_SCORES), '--scores') if scores else ()
    return tuple(_SCORES[name] for name in chosen)


def parse_ensemble(vocabulary: str | None, shares: str | None) -> Ensemble | None:
    """Return the second classifier of `--ensemble` and `--ensemble-shares`."""
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


def parse_votes(votes: str | None) -> Votes | None:
    """Return the votes of `--votes`."""
    if votes is None:
        return None
    try:
        given, *others = votes.split(',')
        full, *wide = others or [str(Votes.full)]
        return Votes(float(given), float(full), *map(int, wide))
    except (ValueError, TypeError) as err:  # TypeError: of more numbers
        raise ExportError(
            f'--votes {votes} are none: give one or two positive numbers, the second no smaller, '
            'and a whole number of pixels, for example '
            f'{Votes.given:g},{Votes.full:g},{Votes.wide}'
        ) from err


def parse_opening(opening: str | None) -> Opening | None:
    """Return the opening of `--opening`."""
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


def _parse_list(text: str, choices: Sequence[str], option: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(',')))
    for name in chosen:
        if name not in choices:
            raise ExportError(f'{option} {name!r} is unknown: choose from {", ".join(choices)}')
    return chosen
