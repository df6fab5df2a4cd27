"""`vl4ad doctor`: looks at everything the node needs on this machine."""

from collections import Counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..doctor.checks import examine
from ..doctor.finding import Finding, State
from .network_options import BundleName, VocabularyName

_COLOURS = {State.OK: 'green', State.WARNING: 'yellow', State.FAILED: 'red'}


def doctor(
    bundle: BundleName = 'demo',
    vocabulary: VocabularyName = '',
    topic: Annotated[
        list[str] | None,
        typer.Option(help='Topic of a camera to listen to, four seconds from its first image on.'),
    ] = None,
) -> None:
    """Check ROS, DDS, GPU, bundle and cameras; exits 1 if something failed."""
    console = Console()
    with console.status('Looking at this machine ...'):
        findings = list(examine(bundle, vocabulary, topic or ()))
    console.print(_table(findings))
    counts = Counter(finding.state for finding in findings)
    console.print(', '.join(f'{counts[state]} {state.value}' for state in State))
    if counts[State.FAILED]:
        raise typer.Exit(1)


def _table(findings: list[Finding]) -> Table:
    table = Table()
    table.add_column('')
    table.add_column('check')
    table.add_column('finding, and what to do', overflow='fold')
    for finding in findings:
        text = Text(finding.sentence)
        if finding.remedy:
            text.append(f'\n→ {finding.remedy}', style='bold')
        state = Text(finding.state.value, style=_COLOURS[finding.state])
        table.add_row(state, Text(finding.name), text)
    return table
