"""The options of `vl4ad bench`, and what their texts mean."""

from pathlib import Path
from typing import Annotated

import typer

from ..bench.ways import TORCH_KINDS
from ..engine.providers import PROVIDERS
from ..errors import BenchError
from .sizes import LEAST_PX, size_in

_GRAPH_WAYS = ('fp32', 'fp32_deform', 'fp16', 'int8', 'int8_mixed', 'int8_static')
WAYS = (*TORCH_KINDS, *_GRAPH_WAYS)
_MOST_PX = 8192  # of a side

Bundles = Annotated[
    list[str] | None,
    typer.Option(help='A bundle; several take turns. Without any and --network: demo.'),
]
Networks = Annotated[
    list[str] | None,
    typer.Option(metavar='ARCHITECTURE@HEIGHTxWIDTH', help='Random weights, exported for this.'),
]
WayList = Annotated[
    str,
    typer.Option(help=f'Of {", ".join(WAYS)}; the others are compared with the first.'),
]
CameraCounts = Annotated[
    str, typer.Option(help='Numbers of cameras; the first for all ways, all for one.')
]
ConceptCounts = Annotated[
    str, typer.Option(help='Numbers of concepts, in the same way. Default: its vocabulary.')
]
RoundCount = Annotated[int, typer.Option(min=1, help='How often each way has its turn.')]
BenchThreads = Annotated[int, typer.Option(min=0, help='0: one for each core.')]
BenchProvider = Annotated[str, typer.Option(help='cpu, cuda or tensorrt.')]
PictureDrive = Annotated[
    Path | None, typer.Option(help='Pictures to run on. Default: the demonstration drive.')
]
CameraSize = Annotated[
    str, typer.Option(metavar='HxW', help="The camera's size. Default: the network's.")
]
WithMemory = Annotated[bool, typer.Option(help='Measure memory, in processes.')]
GraphFolder = Annotated[
    Path | None,
    typer.Option(help='Folder in which graphs of --network stay, for the next run.'),
]
BenchFolder = Annotated[Path, typer.Option(help='Folder of bench.json and bench.md.')]
ComparedBenches = Annotated[
    tuple[Path, Path] | None,
    typer.Option(metavar='A.json B.json', help='Compare two benches instead of running one.'),
]


def parse_ways(text: str) -> tuple[str, ...]:
    """Return the ways of `--ways`."""
    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(',')))
    for way in chosen:
        if way not in WAYS:
            raise BenchError(f'--ways {way!r} is unknown: choose from {", ".join(WAYS)}')
    return chosen


def parse_counts(text: str, option: str, most: int) -> tuple[int, ...]:
    """Return the numbers of a list, each from 1 to the most."""
    parts = [part.strip() for part in text.split(',')]
    if not all(part.isdecimal() and 0 < int(part) <= most for part in parts):
        raise BenchError(
            f'{option} {text!r} is no list of numbers from 1 to {most}: write for example 1,2,4'
        )
    return tuple(map(int, parts))


def parse_network(text: str) -> tuple[str, tuple[int, int]]:
    """Return architecture and size, (H, W), of `--network`."""
    architecture, _, size = text.partition('@')
    size_hw = size_in(size)
    if size_hw is None or max(size_hw) > _MOST_PX:
        raise BenchError(
            f'--network {text!r} is not ARCHITECTURE@HEIGHTxWIDTH with sides of {LEAST_PX} to '
            f'{_MOST_PX} pixels: write for example street_lite0@360x640'
        )
    return architecture, size_hw


def parse_images(text: str) -> tuple[int, int] | None:
    """Return the size, (H, W), of `--images`; None where none is given."""
    size_hw = size_in(text)
    if text and (size_hw is None or max(size_hw) > _MOST_PX):
        raise BenchError(
            f'--images {text!r} is no HEIGHTxWIDTH of {LEAST_PX} to {_MOST_PX} pixels: write for '
            'example 360x640'
        )
    return size_hw


def parse_provider(text: str) -> str:
    """Return the provider of `--provider`."""
    if text not in PROVIDERS:
        raise BenchError(f'--provider {text!r} is unknown: choose from {", ".join(PROVIDERS)}')
    return text
