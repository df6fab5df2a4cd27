"""The options of commands that run a network on pictures."""

from pathlib import Path
from typing import Annotated

import typer

from ..evaluation.layouts import LAYOUTS

BundleName = Annotated[
    str,
    typer.Option(
        help='Model bundle: a folder or a shipped name; NAME@HEIGHTxWIDTH asks for a size.'
    ),
]
VocabularyName = Annotated[
    str, typer.Option(help="A YAML file or a shipped name; by default the bundle's own.")
]
ProviderName = Annotated[str, typer.Option(help='auto, tensorrt, cuda or cpu.')]
ThreadCount = Annotated[int, typer.Option(help='On the CPU; 0: one for each core.', min=0)]
DataSetName = Annotated[str, typer.Option(help=f'One of {", ".join(LAYOUTS)}.')]
DataSetRoot = Annotated[Path, typer.Option(help='Folder into which the data set was extracted.')]
ParameterFile = Annotated[
    Path | None, typer.Option(help="The node's parameters; by default config/vl4ad.yaml.")
]
