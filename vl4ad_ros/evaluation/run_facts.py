"""What was run: enough to run it again, and to see whether two runs are of the same thing."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import EvaluationError

RUN_FILE = 'run.json'
_IDENTITY = (
    'data_set', 'root', 'split', 'bundle_digest', 'text_digest', 'method', 'provider', 'threads',
)  # fmt: skip


@dataclass(frozen=True)
class RunFacts:
    """Where the scores come from. Empty where it is not known or does not apply."""

    method: str  # what to call it in tables
    data_set: str
    root: str
    split: str
    scores: str  # folder
    command: str
    version: str  # of vl4ad_ros
    bundle: str = ''
    bundle_digest: str = ''
    bundle_trained: bool = True
    vocabulary: str = ''
    vocabulary_digest: str = ''
    text_digest: str = ''
    provider: str = ''
    threads: int = 0
    workers: str = ''

    @property
    def identity(self) -> dict[str, Any]:
        """What has to be the same for score maps to be kept."""
        values = asdict(self)
        return {name: values[name] for name in _IDENTITY}


def claim_folder(out: Path, facts: RunFacts) -> None:
    """
    Write down what the folder is for; where the network makes score maps, they are kept.

    Raises EvaluationError when it holds the scores of another network, vocabulary or data set.
    """
    path = out / RUN_FILE
    before = _read(path) if path.is_file() else {}
    if before.get('bundle_digest') or (before and facts.bundle_digest):  # maps are kept here
        different = [name for name, value in facts.identity.items() if before.get(name) != value]
        if different:
            raise EvaluationError(
                f'{out} was begun with another {_named(different[0])}: '
                'choose another folder, or delete it to begin anew'
            )
    out.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(facts), indent=2) + '\n', encoding='utf-8')


def _named(fact: str) -> str:
    return 'number of threads' if fact == 'threads' else fact.replace('_', ' ')


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding='utf-8'))
    except ValueError as err:
        raise EvaluationError(f'{path} is damaged: delete its folder to begin anew') from err
    return values if isinstance(values, dict) else {}
