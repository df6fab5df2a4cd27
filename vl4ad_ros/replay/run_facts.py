"""What was run: enough to run it again, and to see in what two runs differ."""

from dataclasses import asdict, dataclass
from typing import Any

import onnxruntime

from ..installed import installed_version
from ..pipeline import Pipeline
from ..settings import NodeSettings
from ..vocabulary.reader import read_vocabulary

# Parameters that are told apart from the others, or mean nothing without clock and topics.
_OF_THE_NODE = (
    'bundle', 'vocabulary', 'provider', 'threads', 'autostart', 'image_transport', 'reliability',
    'stale_after',
)  # fmt: skip


@dataclass(frozen=True)
class RunFacts:
    """Of a replay."""

    command: str
    bag: str
    topics: tuple[str, ...]
    bundle: str
    bundle_digest: str
    bundle_trained: bool
    vocabulary: str
    vocabulary_digest: str
    text_digest: str
    provider: str
    threads: int
    parameters: dict[str, Any]  # of the node, from scores to hazards
    version: str  # of vl4ad_ros
    onnxruntime: str

    def differences(self, other: dict[str, Any]) -> list[str]:
        """Return in sentences what another run did in another way."""
        told = ('command', 'bag', 'vocabulary', 'text_digest', 'bundle')
        before = _flat(other)
        return [
            f'{name.replace("_", " ")} was {_short(before[name])}, now it is {_short(value)}'
            for name, value in _flat(asdict(self)).items()
            if name not in told and name in before and _listed(before[name]) != _listed(value)
        ]


def parameters_of(settings: NodeSettings) -> dict[str, Any]:
    """Return the parameters that make a difference to what is found in an image."""
    return {
        name: list(value) if isinstance(value, tuple) else value  # as JSON has it
        for name, value in asdict(settings).items()
        if name not in _OF_THE_NODE and not name.startswith('publish_')
    }


def facts_of(
    pipeline: Pipeline, settings: NodeSettings, bag: str, topics: tuple[str, ...], command: str
) -> RunFacts:
    """Return what is run."""
    bundle = pipeline.engine.bundle
    vocabulary = read_vocabulary(bundle.vocabulary_file(settings.vocabulary))
    return RunFacts(
        command=command,
        bag=bag,
        topics=topics,
        bundle=bundle.model_id,
        bundle_digest=bundle.digest,
        bundle_trained=bundle.manifest.trained,
        vocabulary=vocabulary.name,
        vocabulary_digest=vocabulary.digest,
        text_digest=pipeline.text.digest,
        provider=pipeline.engine.provider,
        threads=settings.threads,
        parameters=parameters_of(settings),
        version=installed_version(),
        onnxruntime=onnxruntime.__version__,
    )


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, **values.get('parameters', {})} | {'parameters': None}


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _short(value: Any) -> str:
    text = ', '.join(value) if isinstance(value, list | tuple) else str(value)
    return text[:12] if len(text) == 64 else text
