"""A training run from its configuration to a network, on one device or on many."""

from collections.abc import Callable
from pathlib import Path

from lightning_fabric import Fabric
from lightning_fabric.utilities.exceptions import MisconfigurationException

from ..errors import TrainingError
from ..paths import find_vocabulary
from ..vocabulary.reader import read_vocabulary
from .checkpoint import CHECKPOINT
from .data_sets import open_data_sets
from .encoder import freeze_encoder
from .learner import Learner
from .pasting import find_donors
from .precision import precision_here
from .repetition import repeat_rare
from .run import Run, StepReport
from .settings import TrainingSettings
from .start import start_network
from .stream import PictureStream
from .text import embed_classes


def train(
    settings: TrainingSettings,
    out: Path,
    resume: bool,
    report: Callable[[StepReport], None],
) -> Path | None:
    """
    Train a decoder and return the file of the network, or None in a process that helps another.

    With `resume` a run goes on after its last checkpoint, or begins where there is none yet.
    Raises an error of this project with one sentence and a remedy before anything is written
    when the run cannot be right.
    """
    if (out / CHECKPOINT).is_file() and not resume:
        raise TrainingError(
            f'{out} holds a run: add --resume to go on with it, or choose another folder'
        )
    vocabulary = read_vocabulary(find_vocabulary(settings.vocabulary))
    names = [known.name for known in vocabulary.classes]
    pictures = open_data_sets(settings.data, names)
    validation = open_data_sets(settings.validation, names)
    network = start_network(settings)
    freeze_encoder(network)
    fabric = _open_fabric(settings)
    fabric.launch()
    network.to(fabric.device)
    learner = Learner(network, embed_classes(network, vocabulary), settings.loss)
    repeated = repeat_rare(pictures, len(names), settings.repeat_threshold, settings.seed)
    donors = find_donors(pictures, names, settings.augmentation.pasted)
    stream = PictureStream(repeated, settings, donors)
    run = Run(fabric, settings, out, learner, stream, validation)
    if resume and (out / CHECKPOINT).is_file():
        run.restore()
    return run.finish(report)


def _open_fabric(settings: TrainingSettings) -> Fabric:
    run = settings.run
    try:
        return Fabric(
            accelerator=run.accelerator,
            devices=run.devices,
            num_nodes=run.nodes,
            strategy='ddp' if run.devices * run.nodes > 1 else 'auto',
            precision=precision_here(run),
        )
    except (MisconfigurationException, ValueError, RuntimeError) as error:
        reason = ' '.join(str(error).split())
        raise TrainingError(
            f'the run cannot be computed here as its `run` section asks ({reason}): change it'
        ) from error
