"""What takes long at the start, in a thread of its own: the node can be ended meanwhile."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

from rclpy.context import Context
from rclpy.executors import ExternalShutdownException

from ..bundle import load_bundle
from ..engine.text_encoder import TextEncoder
from ..paths import cache_directory, find_bundle
from ..pipeline import Pipeline, calibration_of, start_pipeline
from ..settings import NodeSettings
from ..vocabulary.keeper import VocabularyKeeper
from ..vocabulary.reader import read_vocabulary

_POLL_S = 0.05
T = TypeVar('T')


@dataclass(frozen=True)
class Loaded:
    """A warm network, and the vocabulary that it is asked about."""

    pipeline: Pipeline
    keeper: VocabularyKeeper
    encoder: TextEncoder

    def close(self) -> None:
        """
        Let go of both networks now.

        The executor looks at destroyed timers and services once more, and those hold them.
        """
        self.pipeline.engine.close()
        self.encoder.close()


def load(settings: NodeSettings) -> Loaded:
    """Load bundle, vocabulary and network; raises what load_pipeline and VocabularyKeeper do."""
    calibration = calibration_of(settings.calibration)
    bundle = load_bundle(find_bundle(settings.bundle))
    encoder = TextEncoder(bundle, settings.threads)
    keeper = VocabularyKeeper(
        read_vocabulary(bundle.vocabulary_file(settings.vocabulary)),
        settings.extra_prompts,
        encoder,
        bundle.manifest.temperature,
        cache_directory(),
    )
    pipeline = start_pipeline(
        bundle,
        keeper.text,
        settings.provider,
        settings.threads,
        settings.hazard_settings,
        calibration,
    )
    return Loaded(pipeline, keeper, encoder)


def while_running(context: Context, task: Callable[[], T]) -> T:
    """
    Return what a task returns, or raise what it raises.

    Raises ExternalShutdownException as soon as the context is shut down; the task is then left to
    itself. ONNX Runtime lets other threads run while it builds a session.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(task())
        except BaseException as error:
            future.set_exception(error)

    thread = threading.Thread(target=run, name='vl4ad_loading', daemon=True)
    thread.start()
    while thread.is_alive():
        if not context.ok():
            raise ExternalShutdownException
        thread.join(_POLL_S)
    return future.result()
