"""One frame, from image to hazards: the way that everything goes that looks at images."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .bundle import load_bundle
from .engine.engine import Engine
from .engine.text_encoder import TextEncoder
from .hazards.components import HazardSettings, find_hazards
from .paths import cache_directory, find_bundle
from .structures import Frame, FrameResult, GroupEmbeddings
from .vocabulary.embedding import embed_vocabulary
from .vocabulary.reader import read_vocabulary


class Pipeline:
    """
    The network with one vocabulary, and the way from its maps to hazards.

    `text` and `hazard_settings` may be replaced between two frames.
    """

    def __init__(
        self, engine: Engine, text: GroupEmbeddings, hazard_settings: HazardSettings
    ) -> None:
        self.engine = engine
        self.text = text
        self.hazard_settings = hazard_settings

    def process(self, frame: Frame) -> FrameResult:
        """Return maps and hazards of one frame, with the seconds each stage took."""
        text = self.text
        stage_s: dict[str, float] = {}
        with _timed(stage_s, 'network'):
            maps = self.engine.infer(frame.image, text)
        with _timed(stage_s, 'hazards'):
            hazards = find_hazards(
                maps, frame.size_hw, text.names, text.known, self.hazard_settings
            )
        return FrameResult(frame, maps, hazards, stage_s)


def load_pipeline(
    bundle_name: str,
    vocabulary_name: str = '',
    provider: str = 'auto',
    threads: int = 0,
    hazard_settings: HazardSettings | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Pipeline:
    """
    Load a bundle, embed a vocabulary (by default the bundle's own) and warm the network up.

    `on_progress` is called with the number of concepts embedded so far, and of all. Raises
    BundleError, VocabularyError or EngineError.
    """
    bundle = load_bundle(find_bundle(bundle_name))
    text = embed_vocabulary(
        read_vocabulary(bundle.vocabulary_file(vocabulary_name)),
        TextEncoder(bundle, threads),
        bundle.manifest.temperature,
        cache_directory(),
        on_progress,
    )
    engine = Engine(bundle, provider, threads)
    engine.warm_up(text)
    return Pipeline(engine, text, hazard_settings or HazardSettings())


@contextmanager
def _timed(stage_s: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    stage_s[stage] = time.perf_counter() - start
