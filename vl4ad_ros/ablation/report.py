"""ablation.json: every figure of the experiment, for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..evaluation.bootstrap import CONFIDENCE, SAMPLES
from .arms import WHOLE
from .claims import Verdict, judge_claims
from .experiment import Experiment
from .figures import FIGURES
from .parts import ANOMALOUS_PARTS, NORMAL_PARTS, Part
from .rows import Row, row_values
from .truth import Truth

REPORT_FILE = 'ablation.json'
FORMAT_VERSION = 1


@dataclass(frozen=True)
class Result:
    """What came of an experiment."""

    experiment: Experiment
    rows: tuple[Row, ...]
    verdicts: tuple[Verdict, ...]
    pixels: dict[str, int]  # by part

    @property
    def whole(self) -> Row:
        """The row of VL4AD."""
        return self.rows[0]

    @property
    def trained(self) -> bool:
        """Tell whether the figures mean anything."""
        return is_trained(self.experiment)


def is_trained(experiment: Experiment) -> bool:
    """Tell whether all networks have learned something."""
    bundles = (*experiment.bundles, *experiment.counterparts)
    return all(bundle.manifest.trained for bundle in bundles)


def make_result(experiment: Experiment, rows: Sequence[Row], truth: Truth) -> Result:
    """Put together what the reports are made of."""
    pixels = {part.name.lower(): 0 for part in Part}
    for frame_id in truth.frame_ids:
        parts = truth.parts(frame_id)
        for part in Part:
            pixels[part.name.lower()] += int((parts == part).sum())
    verdicts = judge_claims(rows, is_trained(experiment))
    return Result(experiment, tuple(rows), verdicts, pixels)


def facts(result: Result) -> dict[str, Any]:
    """Return what was run, and on what."""
    experiment = result.experiment
    pictures = experiment.streets.pictures
    return {
        'command': experiment.settings.command,
        'trained': result.trained,
        'bundles': [bundle.model_id for bundle in experiment.bundles],
        'counterparts': [bundle.model_id for bundle in experiment.counterparts],
        'vocabulary': experiment.vocabulary.name,
        'vocabulary_digest': experiment.vocabulary.digest,
        'root': str(experiment.streets.data_set.root),
        'pictures': len(pictures),
        'pictures_without_unknowns': sum(not picture.unknowns for picture in pictures),
        'pictures_with_class_map': sum(picture.class_map is not None for picture in pictures),
        'kinds': list(experiment.streets.kinds),
        'normal_pixels': sum(result.pixels[part.name.lower()] for part in NORMAL_PARTS),
        'anomalous_pixels': sum(result.pixels[part.name.lower()] for part in ANOMALOUS_PARTS),
        'pixels': result.pixels,
        'threshold': experiment.settings.threshold,
        'border_radius_px': experiment.settings.radius_px,
        'seed': experiment.settings.seed,
        'bootstrap': {'samples': SAMPLES, 'confidence': CONFIDENCE},
    }


def write_report(result: Result, out: Path) -> Path:
    """Write the report; NaN, which JSON does not know, is an error here."""
    values = {
        'format_version': FORMAT_VERSION,
        'run': facts(result),
        'figures': {name: asdict(figure) for name, figure in FIGURES.items()},
        'rows': [row_values(row, result.whole) for row in result.rows],
        'claims': [
            {
                **asdict(verdict.claim),
                'change': asdict(verdict.change),
                'verdict': verdict.word,
            }
            for verdict in result.verdicts
        ],
        'compared_with': WHOLE,
    }
    path = out / REPORT_FILE
    path.write_text(json.dumps(values, indent=2, allow_nan=False) + '\n', encoding='utf-8')
    return path
