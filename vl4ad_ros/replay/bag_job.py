"""One of several bags, as a job: its results are a folder like that of a single replay."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import DriveError, ReplayError
from ..pipeline import Pipeline, load_node_pipeline
from ..settings import NodeSettings
from ..workers.workers import OnDone
from .comparison import Tolerances
from .image_bag import ImageBag
from .report import (
    COMPLETE,
    FAILED,
    KIND,
    claim_folder,
    read_json,
    read_report,
    write_report,
)
from .run import ReplayRun
from .run_facts import facts_of

_ORIGIN_FILE = 'bag.json'
_NO_TOLERANCE = Tolerances(0, 0, 0)


@dataclass(frozen=True)
class BagJob:
    """A bag to be replayed into a folder of its own."""

    bag: Path
    out: Path
    topics: tuple[str, ...]
    settings: NodeSettings
    command: str
    bundle_digest: str  # as it is where the command was given
    provider: str
    size: int = 1

    @property
    def is_done(self) -> bool:
        """Tell whether an earlier run has replayed this very bag to its end."""
        is_complete = read_report(self.out).get('state') == COMPLETE
        return is_complete and read_json(self.out / _ORIGIN_FILE) == self._origin()

    @property
    def was_begun(self) -> bool:
        """Tell whether there is something of an earlier run."""
        return bool(read_report(self.out))

    def note_origin(self) -> None:
        """Write down which files the results are of."""
        text = json.dumps(self._origin())
        (self.out / _ORIGIN_FILE).write_text(text, encoding='utf-8')

    def _origin(self) -> Any:
        files = sorted(self.bag.rglob('*')) if self.bag.is_dir() else [self.bag]
        stats = [(path.name, path.stat()) for path in files if path.is_file()]
        facts = [[name, status.st_size, status.st_mtime_ns] for name, status in stats]
        return {'bag': str(self.bag.resolve()), 'files': facts}


def replay_one(job: BagJob, on_done: OnDone) -> None:
    """Replay a bag; one that cannot be read gets a report that says so."""
    pipeline = _pipeline(job)
    try:
        with ImageBag(job.bag, job.topics) as images:
            facts = facts_of(pipeline, job.settings, str(job.bag), images.topics, job.command)
            run = ReplayRun(images, facts, job.out, _NO_TOLERANCE)
            job.note_origin()
            for _ in run.in_code(pipeline, lambda: False):
                pass
            run.finish(interrupted=False)
    except DriveError as error:
        claim_folder(job.out)
        write_report({'kind': KIND, 'state': FAILED, 'error': str(error)}, job.out)
    on_done(job.size)


@lru_cache(maxsize=1)
def load_once(settings: NodeSettings) -> Pipeline:
    """Return the network and its vocabulary; a process loads them at its first bag."""
    return load_node_pipeline(settings)


def _pipeline(job: BagJob) -> Pipeline:
    pipeline = load_once(job.settings)
    for what, wanted, found in (
        ('bundle', job.bundle_digest, pipeline.engine.bundle.digest),
        ('provider', job.provider, pipeline.engine.provider),
    ):
        if wanted != found:
            raise ReplayError(
                f'a worker has another {what} ({found[:12]}, not {wanted[:12]}): install the same '
                'on every machine, or name a provider that all have'
            )
    return pipeline
