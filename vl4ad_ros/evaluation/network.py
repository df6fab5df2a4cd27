"""A network in any process: loaded when it is first needed, and kept."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ..bundle import load_bundle
from ..engine.engine import Engine
from ..engine.text_encoder import TextEncoder
from ..errors import EvaluationError
from ..hazards.settings import HazardSettings
from ..paths import cache_directory
from ..pipeline import Pipeline
from ..vocabulary.embedding import embed_vocabulary
from ..vocabulary.vocabulary import Vocabulary
from ..workers.workers import Needs


@dataclass(frozen=True)
class Network:
    """What has to be the same wherever frames of one data set are scored."""

    bundle: Path
    vocabulary: Vocabulary
    provider: str
    threads: int
    # What it turned out to be where the command was given; empty as yet.
    bundle_digest: str = field(default='', compare=False)
    runs_on: str = field(default='', compare=False)

    @property
    def needs(self) -> Needs:
        """Return what a worker must have to run it."""
        return Needs(self.threads, gpu=self.runs_on not in ('', 'cpu'))


def load_network(network: Network) -> Pipeline:
    """Return the network; raises EvaluationError where it is another than it should be."""
    pipeline = _load(network)
    if network.bundle_digest not in ('', pipeline.engine.bundle.digest):
        raise EvaluationError(
            f'{network.bundle} is another bundle on the machine of a worker: copy it there again'
        )
    if network.runs_on not in ('', pipeline.engine.provider):
        raise EvaluationError(
            f'a worker can run the network on {pipeline.engine.provider!r}, not on '
            f'{network.runs_on!r}: give a --provider that all workers have'
        )
    return pipeline


@lru_cache(maxsize=1)
def _load(network: Network) -> Pipeline:
    engine = _engine(network.bundle, network.provider, network.threads)
    text = embed_vocabulary(
        network.vocabulary,
        TextEncoder(engine.bundle, network.threads),
        engine.bundle.manifest.temperature,
        cache_directory(),
    )
    engine.warm_up(text)
    return Pipeline(engine, text, HazardSettings())


@lru_cache(maxsize=1)
def _engine(bundle: Path, provider: str, threads: int) -> Engine:
    return Engine(load_bundle(bundle), provider, threads)
