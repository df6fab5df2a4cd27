"""`vl4ad vocabulary`: look at what the network is asked to tell apart."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import cv2
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..bundle import Bundle, load_bundle
from ..engine.engine import Engine
from ..engine.text_encoder import TextEncoder
from ..errors import VocabularyError
from ..evaluation.components import ANOMALY, IGNORED
from ..evaluation.image_reader import ImageReader
from ..evaluation.layouts import open_data_set
from ..hazards.settings import HazardSettings
from ..paths import cache_directory, find_bundle, find_vocabulary
from ..vocabulary.check import Finding, check_vocabulary
from ..vocabulary.embedding import embed_vocabulary
from ..vocabulary.gain import GainMeter, PromptGain
from ..vocabulary.reader import read_vocabulary
from ..vocabulary.vocabulary import Vocabulary
from .network_options import ThreadCount
from .stage_bars import stage_bars

app = typer.Typer(
    help='Look at vocabularies: known classes and OOD prompts.', no_args_is_help=True
)


@app.command()
def show(
    file: Annotated[str, typer.Argument(help='A YAML file, or the name of a shipped vocabulary.')],
) -> None:
    """Check a vocabulary and print its groups, templates, temperature and digest."""
    path = find_vocabulary(file)
    vocabulary = read_vocabulary(path)
    console = Console()
    console.print(_groups_table(vocabulary))
    console.print(_summary_table(vocabulary, str(path)))


@app.command()
def check(
    file: Annotated[str, typer.Argument(help='A YAML file, or the name of a shipped vocabulary.')],
    bundle: Annotated[
        str, typer.Option(help='Whose text tower judges: a folder or a shipped name.')
    ] = 'demo',
    drives: Annotated[
        Path | None,
        typer.Option(help='Rendered drives or stills: measure what each OOD prompt gives.'),
    ] = None,
    strict: Annotated[bool, typer.Option('--strict', help='Exit with 1 on any warning.')] = False,
    threads: ThreadCount = 0,
) -> None:
    """Warn of words that lie too near to each other, or too far apart. Nothing is changed."""
    vocabulary = read_vocabulary(find_vocabulary(file))
    loaded = load_bundle(find_bundle(bundle))
    findings = check_vocabulary(vocabulary, TextEncoder(loaded, threads))
    console = Console()
    if not loaded.manifest.trained:
        console.print(
            f'[yellow]{loaded.manifest.name} is untrained: its vectors say nothing of words[/]'
        )
    if findings:
        console.print(_findings_table(vocabulary, findings, loaded.model_id))
        for found in findings:
            console.print(Text(f'{found.concept}: {found.remedy}'))
    if drives:
        gains = _measure(drives, loaded, vocabulary, threads)
        console.print(_gains_table(gains, loaded.model_id))
    console.print(f'{len(findings)} warnings about {vocabulary.name}; nothing was changed')
    if findings and strict:
        raise typer.Exit(1)


def _measure(
    drives: Path, bundle: Bundle, vocabulary: Vocabulary, threads: int
) -> tuple[PromptGain, ...]:
    try:
        from ..export.inspection import Inspector  # its library is an extra
    except ModuleNotFoundError as err:
        raise VocabularyError(
            f'--drives needs {err.name}, which is not installed: '
            "run `pip install '.[export]'` in a clone of vl4ad_ros"
        ) from err
    if bundle.manifest.ensemble:
        raise VocabularyError(
            f'{bundle.manifest.name} joins two classifiers, whose shares cannot be told apart: '
            'measure with a bundle that was exported without --ensemble'
        )
    data_set = open_data_set('rendered', drives)
    engine = Engine(bundle, 'cpu', threads)
    text = embed_vocabulary(
        vocabulary,
        TextEncoder(bundle, threads),
        bundle.manifest.temperature,
        cache_directory(),
    )
    meter = GainMeter(text, HazardSettings().threshold, engine.refined)
    reader = ImageReader()
    inspector = Inspector(engine, threads)
    with stage_bars() as begin:
        on_frame = begin('running the network', len(data_set.frames))
        for frame in data_set.frames:
            values = inspector.inspect(reader.read(frame), text)
            size = values.maps.score.shape[::-1]
            label = cv2.resize(data_set.read_label(frame), size, interpolation=cv2.INTER_NEAREST)
            meter.add(values, label == ANOMALY, label != IGNORED)
            on_frame(1)
    if not meter.anomalous_pixels:
        raise VocabularyError(f'{drives} shows no unknown object: give other drives')
    return meter.gains()


def _gains_table(gains: Sequence[PromptGain], model_id: str) -> Table:
    table = Table(
        title=Text(f'each OOD prompt, measured with {model_id}'),
        caption='against the same vocabulary without it; false: share of the normal pixels above '
        f"the node's threshold of {HazardSettings().threshold:g}",
    )
    for heading in ('OOD prompt', 'AP with', 'AP without', 'gain', 'false with', 'cost'):
        table.add_column(heading, justify='left' if heading == 'OOD prompt' else 'right')
    for one in gains:
        numbers = f'{one.ap_with:.4f}', f'{one.ap_without:.4f}', f'{one.gain:+.4f}'
        false = f'{one.false_with:.4f}', f'{one.cost:+.4f}'
        table.add_row(Text(one.prompt), *numbers, *false)
    return table


def _findings_table(vocabulary: Vocabulary, findings: Sequence[Finding], model_id: str) -> Table:
    table = Table(
        title=Text(f'vocabulary {vocabulary.name}, by the words of {model_id}'),
        caption='nearness in spreads of the text tower: unrelated words have about 0',
    )
    for heading in ('warning', 'group', 'word', 'compared with', 'nearness', 'limit'):
        right = heading in ('nearness', 'limit')
        table.add_column(heading, justify='right' if right else 'left')
    for found in findings:
        numbers = f'{found.nearness:.1f}', f'{found.limit:.1f}'
        words = found.kind, found.group, found.concept, found.other
        table.add_row(*map(Text, (*words, *numbers)))
    return table


def _groups_table(vocabulary: Vocabulary) -> Table:
    table = Table(title=Text(f'vocabulary {vocabulary.name}'))
    for heading in ('group', 'kind', 'family', 'classes', 'concepts'):
        table.add_column(heading)
    for group in vocabulary.groups:
        table.add_row(
            Text(group.name),
            Text('known' if group.known else 'OOD prompt'),
            Text(group.family),
            Text(', '.join(group.classes)),
            Text(', '.join(group.concepts)),
        )
    return table


def _summary_table(vocabulary: Vocabulary, path: str) -> Table:
    concepts = sum(len(group.concepts) for group in vocabulary.groups)
    sentences = concepts * len(vocabulary.templates)
    temperature = vocabulary.temperature
    table = Table(show_header=False)
    for name, value in {
        'file': path,
        'templates': '\n'.join(vocabulary.templates),
        'temperature': "the bundle's" if temperature is None else f'{temperature:g}',
        'sentences': f'{sentences} for the text tower, of {concepts} concepts',
        'digest': vocabulary.digest,
    }.items():
        table.add_row(name, Text(value))
    return table
