"""The options of `vl4ad ablate` alone, and what their texts mean."""

from pathlib import Path
from typing import Annotated

import typer

from ..ablation.experiment import Settings
from ..errors import EvaluationError
from ..settings import NodeSettings
from .sizes import LEAST_PX, size_in

QUICK_PICTURES = 12
BORDER_PX = Settings().radius_px
NODE_THRESHOLD = NodeSettings().threshold

ExperimentFolder = Annotated[Path, typer.Option(help='Folder for tables, charts and the page.')]
Bundles = Annotated[
    list[str] | None, typer.Option(help='Once for each training seed. By default the demo.')
]
StreetFolders = Annotated[
    list[Path] | None,
    typer.Option(help='Rendered stills or drives, once for each. By default drives/demo.'),
]
Counterparts = Annotated[
    list[str] | None,
    typer.Option(
        help='The same networks without a void column, if --bundle has one; else with it.'
    ),
]
AskedVocabulary = Annotated[
    str, typer.Option(help="A YAML file or a shipped name; by default the first bundle's own.")
]
TrainingFile = Annotated[
    Path | None,
    typer.Option(help='Train the bundles first: a configuration of `vl4ad train`.'),
]
CounterpartTrainingFile = Annotated[
    Path | None,
    typer.Option(
        help='Train --counterpart as well: a configuration that differs from that of --train in '
        'the void column.'
    ),
]
TrainedSize = Annotated[
    str | None,
    typer.Option(
        help='HEIGHTxWIDTH of the images of bundles that --train makes. Without: that of the '
        'pictures of the training.'
    ),
]
SeedCount = Annotated[int, typer.Option(help='Networks to train.', min=1, max=100)]
Quick = Annotated[
    bool, typer.Option('--quick', help=f'At most {QUICK_PICTURES} pictures, evenly spaced.')
]
PageFile = Annotated[
    Path | None, typer.Option(help='Put the tables into this page, as docs/experiment.md.')
]
RandomSeed = Annotated[int, typer.Option(help='Of prompts and resampling.', min=0)]
AlarmThreshold = Annotated[
    float, typer.Option(help='Score at which the node alarms.', min=0, max=1)
]
BorderWidth = Annotated[
    int, typer.Option(help='How far a border of classes reaches, px.', min=1, max=50)
]


def parse_size(size: str | None) -> tuple[int, int] | None:
    """Return the size of `--size`; None where none is asked for."""
    if not size:
        return None
    size_hw = size_in(size)
    if size_hw is None:
        raise EvaluationError(
            f'--size {size} is no size that networks are compared at: '
            f'give HEIGHTxWIDTH of at least {LEAST_PX}x{LEAST_PX}'
        )
    return size_hw
