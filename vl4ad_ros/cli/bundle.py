"""`vl4ad bundle`: look at a model bundle, and check it from end to end."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ..bundle import Bundle, load_bundle
from ..engine.verification import verify_bundle
from ..errors import ExportError
from ..evaluation.layouts import open_data_set
from ..manifest import Manifest
from ..model_card import describe_bundle, read_model_card
from ..paths import find_bundle

app = typer.Typer(help='Look at model bundles and check them.', no_args_is_help=True)
BundleArgument = Annotated[
    str, typer.Argument(metavar='DIR', help='Folder of a bundle, or the name of a shipped one.')
]


@app.command()
def show(directory: BundleArgument) -> None:
    """Check the files of a bundle and print everything that it says of itself."""
    print_bundle(load_bundle(find_bundle(directory)), Console())


@app.command()
def verify(directory: BundleArgument) -> None:
    """Check a bundle in every way: files, graphs, sessions, one text and one image."""
    console = Console()
    path = find_bundle(directory)
    for check, finding in verify_bundle(path):
        console.print(Text.assemble(('ok', 'green'), f'  {check}: {finding}'))
    console.print(Text(f'{path} is whole and runs'))


@app.command()
def describe(
    directory: BundleArgument,
    card: Annotated[
        Path,
        typer.Option(help='YAML file with notes, licence, training_data and figures.'),
    ],
) -> None:
    """Say in a bundle where it comes from and what was measured; its digest stays."""
    bundle = load_bundle(find_bundle(directory))
    print_bundle(describe_bundle(bundle, read_model_card(card)), Console())


@app.command()
def quantize(
    directory: BundleArgument,
    pictures: Annotated[
        Path, typer.Option(help='Folder of pictures such as the robot will see, for the ranges.')
    ],
    out: Annotated[
        Path, typer.Option(help='Folder of the new bundle; its name names the bundle.')
    ],
    way: Annotated[
        str,
        typer.Option(
            help='dynamic: matrix products; mixed: and the largest convolution; static: and all '
            'others, which costs accuracy.'
        ),
    ] = 'mixed',
    dataset: Annotated[
        str, typer.Option(help='Labelled frames to check on, as in `vl4ad evaluate`.')
    ] = 'rendered',
    root: Annotated[
        Path | None, typer.Option(help='Folder of these frames. Without it AP is not checked.')
    ] = None,
    frames: Annotated[int, typer.Option(min=1, help='At most so many of them.')] = 60,
) -> None:
    """Make an int8 bundle for the CPU from one in fp32; nothing is written if AP falls by 0.5."""
    _require_export('quantize')
    from ..export.bundle_quantisation import quantise_bundle
    from ..export.quantisation import QUANTISATIONS
    from ..export.quantisation_check import LabelledCheck

    if way not in QUANTISATIONS:
        raise ExportError(f'--way {way!r} is unknown: choose from {", ".join(QUANTISATIONS)}')
    bundle = load_bundle(find_bundle(directory))
    console = Console()
    with console.status('reading the bundle') as status:
        check = None
        if root is not None:
            check = LabelledCheck(
                open_data_set(dataset, root),
                frames,
                lambda done, of: status.update(f'checking, {done} of {of} frames'),
            )
        quantised = quantise_bundle(bundle, way, pictures, out, check, status.update)
    print_bundle(quantised, console)


@app.command()
def weights(
    directory: BundleArgument,
    out: Annotated[Path, typer.Option(help='A .safetensors file to write.')],
) -> None:
    """Take the decoder's weights out of a bundle in fp32, to begin a training with them."""
    _require_export('weights')
    from safetensors.torch import save

    from ..export.bundle_weights import decoder_weights

    if out.suffix != '.safetensors':
        raise ExportError(f'--out {out} is no name of weights: give one that ends in .safetensors')
    bundle = load_bundle(find_bundle(directory))
    console = Console()
    with console.status('reading the bundle') as status:
        found = decoder_weights(bundle, status.update)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(save(found))
    console.print(
        Text(
            f'{out}: {sum(x.numel() for x in found.values()):,} weights of the decoder of '
            f'{bundle.model_id}, which give its scores. They are the checkpoint of a training '
            'config; encoder names the rest.'
        )
    )


def _require_export(command: str) -> None:
    if find_spec('torch') is None or find_spec('onnx') is None:
        raise ExportError(
            f'`vl4ad bundle {command}` needs torch and onnx, which are not installed: '
            "run `pip install '.[export]'` in a clone of vl4ad_ros"
        )


def print_bundle(bundle: Bundle, console: Console) -> None:
    """Print a bundle as a table, below a warning where it is untrained."""
    if not bundle.manifest.trained:
        console.print(Panel(Text(f'UNTRAINED. {bundle.manifest.notes}'), border_style='red'))
    table = Table(title=Text(f'bundle {bundle.model_id}'), show_header=False)
    table.add_column()
    table.add_column(overflow='fold')  # a digest that is cut short is none
    for name, value in _rows(bundle):
        table.add_row(name, Text(value))
    console.print(table)


def _rows(bundle: Bundle) -> Iterator[tuple[str, str]]:
    manifest = bundle.manifest
    yield 'folder', str(bundle.path)
    yield 'trained', 'yes' if manifest.trained else 'no, its weights are random'
    yield 'notes', manifest.notes
    yield 'architecture', manifest.architecture
    yield 'input', _input(manifest)
    yield 'mask stride', f'{manifest.mask_stride} pixels'
    pixels = manifest.normalisation
    yield 'normalisation', f'mean {pixels.mean}, std {pixels.std}, done in the graph'
    yield 'temperature', f'{manifest.temperature:g}'
    yield 'void column', 'yes' if manifest.void else 'no'
    yield 'classifier', _classifier(manifest)
    yield 'votes', _votes(manifest)
    yield 'opening', _opening(manifest)
    yield 'precision', manifest.precision
    yield 'scores', ', '.join(('VL4AD', *manifest.baselines))
    yield (
        'families',
        'added up in the score' if manifest.families else 'not taken: an older export',
    )
    yield 'mask queries', 'the strongest of each pixel' if manifest.query else 'not given'
    yield 'vocabulary', manifest.default_vocabulary
    yield 'licence', manifest.licence
    yield 'training data', manifest.training_data
    yield 'opset', str(manifest.opset)
    yield 'onnxruntime', manifest.onnxruntime_version
    yield 'proof', _lines(manifest.proof)
    yield 'figures', _lines(manifest.figures)
    yield 'SHA-256', _lines(manifest.files)
    yield 'format', str(manifest.format_version)


def _input(manifest: Manifest) -> str:
    if manifest.input_size_hw is None:
        return 'height and width in multiples of 32'
    height, width = manifest.input_size_hw
    size = f'{height} high, {width} wide'
    return f'{size}; others by BUNDLE@HEIGHTxWIDTH' if manifest.resizable else size


def _classifier(manifest: Manifest) -> str:
    ensemble = manifest.ensemble
    if ensemble is None:
        return "the decoder's alone (VL4AD, Eq. 1)"
    return (
        f"joined with the frozen CLIP's as in FC-CLIP: alpha {ensemble.alpha:g}, "
        f'beta {ensemble.beta:g}, {len(ensemble.trained_concepts)} trained concepts'
    )


def _votes(manifest: Manifest) -> str:
    votes = manifest.votes
    if votes is None:
        return 'none (VL4AD, Eq. 3 as it is)'
    return (
        f'weigh the score: {votes.given:g} are given to each pixel, {votes.full:g} count as all; '
        f'what is wider than {votes.wide} pixels of the map at the horizon needs none'
    )


def _opening(manifest: Manifest) -> str:
    opening = manifest.opening
    if opening is None:
        return 'none'
    return (
        f'lowers what is thinner than {opening.width} pixels of the map at the horizon '
        f'({opening.horizon:g} of the height), and {opening.growth:g} more for each row away'
    )


def _lines(values: Mapping[str, Any]) -> str:
    return '\n'.join(f'{name}: {value}' for name, value in values.items()) or 'none'
