"""`vl4ad vocabulary`: look at what the network is asked to tell apart."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..paths import find_vocabulary
from ..vocabulary.reader import read_vocabulary
from ..vocabulary.vocabulary import Vocabulary

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


def _groups_table(vocabulary: Vocabulary) -> Table:
    table = Table(title=Text(f'vocabulary {vocabulary.name}'))
    for heading in ('group', 'kind', 'classes', 'concepts'):
        table.add_column(heading)
    for group in vocabulary.groups:
        table.add_row(
            Text(group.name),
            Text('known' if group.known else 'OOD prompt'),
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
