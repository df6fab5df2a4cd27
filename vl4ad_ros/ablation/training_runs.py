"""Trains and exports the networks of an experiment: one child process each, kept when it ended."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import yaml

from ..bundle import MANIFEST, load_bundle
from ..errors import EvaluationError
from ..model.config import find_architecture
from ..opening import Opening
from ..processes import ChildProcess
from ..training.settings import TrainingSettings, read_training_settings
from ..votes import Votes
from ..yaml_record import read_yaml

_CODE = 'from vl4ad_ros.cli.main import main; main()'
_SCORES = 'msp,max_logit,entropy,rba'
_PATIENCE_S = 60.0  # to write a checkpoint after Ctrl-C
_POLL_S = 1.0

SEED, COUNTERPART = 'seed', 'counterpart'  # what the folders of both kinds of networks are called


@dataclass(frozen=True)
class BundleForm:
    """What the bundles of an experiment are besides what their networks have learned."""

    size_hw: tuple[int, int] | None = None  # None: that of the pictures of the training
    votes: Votes | None = None  # that weigh the scores
    opening: Opening | None = None  # of the scores, after that


def check_counterpart(config: Path, counterpart: Path) -> None:
    """Raise EvaluationError unless one of two trainings has a void column, and the other none."""
    if _has_void(config) == _has_void(counterpart):
        raise EvaluationError(
            f'the networks of {config} and {counterpart} are alike in the void column: give '
            '--train-counterpart an architecture that differs in it'
        )


def _has_void(config: Path) -> bool:
    return find_architecture(read_training_settings(config).architecture, EvaluationError).void


def train_bundles(
    config: Path,
    seeds: int,
    form: BundleForm,
    out: Path,
    on_line: Callable[[str], None],
    kind: str = SEED,
) -> list[Path]:
    """
    Return one bundle for each seed from 0 on; what is there already is kept, or gone on with.

    Raises EvaluationError with the last words of a run that failed, and where a bundle that is
    there has another form.
    """
    settings = read_training_settings(config)
    form = replace(form, size_hw=form.size_hw or settings.size_hw)
    bundles = []
    for seed in range(seeds):
        name = f'{kind}_{seed}'
        run, bundle = out / 'training' / name, out / 'bundles' / name
        seeded = _seeded_config(config, seed, run)
        if not (run / 'network.safetensors').is_file():
            resume = ['--resume'] if (run / 'checkpoint.pth').is_file() else []
            on_line(f'training {name}')
            _run(['train', str(seeded), '--out', str(run), *resume], on_line)
        if (bundle / MANIFEST).is_file():
            _check_form(bundle, form)
        else:
            on_line(f'exporting {name}')
            _run(_export(settings, form, run, bundle), on_line)
        bundles.append(bundle)
    return bundles


def _seeded_config(config: Path, seed: int, run: Path) -> Path:
    """Write the configuration with another seed; refuse a folder that was begun with another."""
    content = {**read_yaml(config, 'a training run'), 'seed': seed}
    text = yaml.safe_dump(content, sort_keys=False)
    path = run / 'config.yaml'
    if path.is_file() and path.read_text(encoding='utf-8') != text:
        raise EvaluationError(
            f'{run} was begun with another configuration: choose another --out, or delete it'
        )
    run.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding='utf-8')
    return path


def _check_form(bundle: Path, form: BundleForm) -> None:
    manifest = load_bundle(bundle).manifest
    if BundleForm(manifest.input_size_hw, manifest.votes, manifest.opening) != form:
        raise EvaluationError(
            f'{bundle} was exported with another --size, --votes or --opening: ask for the same, '
            'or delete it'
        )


def _export(settings: TrainingSettings, form: BundleForm, run: Path, bundle: Path) -> list[str]:
    assert form.size_hw is not None  # that of the training, where none was asked for
    height, width = form.size_hw
    refinements = {'--votes': form.votes, '--opening': form.opening}
    return [
        'export',
        *('--architecture', settings.architecture),
        *('--checkpoint', str(run / 'network.safetensors')),
        *('--vocabulary', settings.vocabulary),
        *('--size', f'{height}x{width}'),
        *('--scores', _SCORES),
        *(f'{option}={_numbers(asked)}' for option, asked in refinements.items() if asked),
        *('--out', str(bundle)),
    ]


def _numbers(asked: Votes | Opening) -> str:
    return ','.join(map(str, astuple(asked)))


def _run(arguments: Sequence[str], on_line: Callable[[str], None]) -> None:
    command = [sys.executable, '-c', _CODE, *arguments]
    with ChildProcess(command, dict(os.environ), on_line, _PATIENCE_S) as child:
        while (code := child.wait(_POLL_S)) is None:
            pass
    if code:
        last = next((line.strip() for line in reversed(child.tail) if line.strip()), 'no output')
        raise EvaluationError(
            f'`vl4ad {arguments[0]}` ended with {code} ({last}): mend that and run this again, '
            'what is done is kept'
        )
