"""One frame, from image to hazards: the way that everything goes that looks at images."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from .bundle import Bundle, load_bundle
from .calibration.calibration import Calibration, read_calibration
from .engine.engine import Engine
from .engine.text_encoder import TextEncoder
from .hazards.finder import HazardFinder
from .hazards.settings import HazardSettings
from .hazards.viewpoint import check_settings
from .paths import cache_directory, find_bundle
from .settings import NodeSettings
from .structures import Frame, FrameResult, GroupEmbeddings
from .vocabulary.embedding import embed_vocabulary
from .vocabulary.reader import read_vocabulary
from .vocabulary.writer import with_ood_prompts

# What ONNX Runtime computes depends a little on the number of threads. Where runs are to be
# compared it must not depend on the machine's cores.
REPEATABLE_THREADS = 4


class Pipeline:
    """
    The network with one vocabulary, and the way from its maps to hazards.

    With a calibration hazards carry the confidence that it knows of.
    `text` and `hazard_settings` may be replaced between two frames. Hazards are followed from
    frame to frame of a camera, until `forget` is called.
    """

    def __init__(
        self,
        engine: Engine,
        text: GroupEmbeddings,
        hazard_settings: HazardSettings,
        calibration: Calibration | None = None,
    ) -> None:
        self.engine = engine
        self.text = text
        self.hazard_settings = hazard_settings
        self.calibration = calibration
        self._finder = HazardFinder()

    def forget(self) -> None:
        """Forget the hazards seen so far: what comes next is another drive."""
        self._finder = HazardFinder()

    def process(self, frame: Frame) -> FrameResult:
        """Return maps and hazards of one frame, with the seconds each stage took."""
        text = self.text
        stage_s: dict[str, float] = {}
        with _timed(stage_s, 'network'):
            maps = self.engine.infer(frame.image, text)
        with _timed(stage_s, 'hazards'):
            hazards = self._finder.find(frame, maps, text, self.hazard_settings)
            if self.calibration:
                confidence = self.calibration.confidence
                hazards = tuple(
                    replace(one, confidence=confidence(one.score_max)) for one in hazards
                )
        return FrameResult(frame, maps, hazards, stage_s)


def load_pipeline(
    bundle_name: str,
    vocabulary_name: str = '',
    provider: str = 'auto',
    threads: int = 0,
    hazard_settings: HazardSettings | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    prompts: Sequence[str] = (),  # OOD prompts besides those of the vocabulary
    calibration_file: str = '',  # its threshold takes the place of the settings'
) -> Pipeline:
    """
    Load a bundle, embed a vocabulary (by default the bundle's own) and warm the network up.

    `on_progress` is called with the number of concepts embedded so far, and of all. Raises
    BundleError, VocabularyError, EngineError, or SettingsError when hazards are chosen by a road
    that the vocabulary does not know, the own car is marked by what is no picture, or the
    calibration was made for something else.
    """
    calibration = calibration_of(calibration_file)
    bundle = load_bundle(find_bundle(bundle_name))
    text = embed_vocabulary(
        with_ood_prompts(read_vocabulary(bundle.vocabulary_file(vocabulary_name)), prompts),
        TextEncoder(bundle, threads),
        bundle.manifest.temperature,
        cache_directory(),
        on_progress,
    )
    settings = hazard_settings or HazardSettings()
    return start_pipeline(bundle, text, provider, threads, settings, calibration)


def load_node_pipeline(settings: NodeSettings) -> Pipeline:
    """Load what the node's parameters name; raises what load_pipeline does."""
    return load_pipeline(
        settings.bundle,
        settings.vocabulary,
        settings.provider,
        settings.threads,
        settings.hazard_settings,
        prompts=settings.extra_prompts,
        calibration_file=settings.calibration,
    )


def calibration_of(file: str) -> Calibration | None:
    """Return the calibration in a file, None where no file is named."""
    return read_calibration(Path(file)) if file else None


def start_pipeline(
    bundle: Bundle,
    text: GroupEmbeddings,
    provider: str,
    threads: int,
    settings: HazardSettings,
    calibration: Calibration | None,
) -> Pipeline:
    """Start the network of a bundle with a vocabulary that is embedded already."""
    check_settings(text, settings)
    if calibration:
        calibration.check(bundle.model_id, text.digest, settings)
        settings = settings.at_threshold(calibration.threshold)
    engine = Engine(bundle, provider, threads)
    engine.warm_up(text)
    return Pipeline(engine, text, settings, calibration)


@contextmanager
def _timed(stage_s: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    stage_s[stage] = time.perf_counter() - start
