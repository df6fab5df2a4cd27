"""The options of `vl4ad calibrate` alone."""

from pathlib import Path
from typing import Annotated

import typer

DriveFolder = Annotated[Path, typer.Option(help='Folder of rendered drives or stills with truth.')]
MapsFolder = Annotated[
    Path | None, typer.Option(help='Maps of an earlier run; with --bundle: to be kept here.')
]
FalseAlarmsPerHour = Annotated[
    float | None, typer.Option(help='Seconds of an hour in which a false alarm may begin.')
]
MissRate = Annotated[
    float | None, typer.Option(help='Share of the unknown objects of a drive, in 0..1.')
]
CalibrationFile = Annotated[Path, typer.Option(help='The calibration file.')]
HeldOut = Annotated[
    list[Path] | None,
    typer.Option(
        help='Other drives on which the promises are checked, for example at night; may be '
        'given more than once.'
    ),
]
CheckedFile = Annotated[
    Path | None,
    typer.Option(help='Instead: a calibration file, whose promises are checked on --drives.'),
]
ThresholdCount = Annotated[int, typer.Option(help='Thresholds to try.', min=2, max=500)]
LowestThreshold = Annotated[float, typer.Option(help='The lowest of them.', min=0.001, max=0.9)]
