"""The network of a bundle on ONNX Runtime."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from ..bundle import IMAGE_GRAPH, NETWORK_STRIDE, Bundle, load_bundle
from ..errors import EngineError
from ..paths import cache_directory
from ..refinement import refine
from ..structures import AnomalyMaps, GroupEmbeddings, UInt8Array
from ..vocabulary.embedding import embed_vocabulary
from ..vocabulary.reader import read_vocabulary
from .bound_run import BoundRunner
from .engine_build import require_engines
from .fit import Fit, crop_map, fit_image, plan_fit
from .provider_options import engine_folder, provider_options
from .providers import AUTO, choose_provider
from .session import first_line, open_first
from .signature import BASELINES, QUERY, VOTES, image_feed, image_inputs, image_outputs
from .sizes import check_image_size, vector_length
from .text_encoder import TextEncoder

_DEVICE = 'cuda'  # where the buffers of all providers but the CPU's lie
_WARM_UP_RUNS = 2  # the first allocates, the second runs as all others will
_WARM_UP_RUNS_BOUND = 4  # that, and to record a CUDA graph, for each of two sets of buffers
_WARM_UP_HW = (12 * NETWORK_STRIDE, 20 * NETWORK_STRIDE)  # where the bundle fixes no size


class Engine:
    """
    Images to anomaly maps, on one provider.

    `provider` is the one in use. With 'auto' it may be a lesser one, then `fallback_reason` says
    why; a provider that was named and is not there raises EngineError. `infer` may be called from
    several threads.
    """

    def __init__(
        self,
        bundle: Bundle,
        provider: str = AUTO,
        threads: int = 0,  # of the CPU; 0: one for each core
        builds_engines: bool = True,  # of TensorRT; False in the process that builds them
    ) -> None:
        choice = choose_provider(provider, onnxruntime.get_available_providers())
        names = [choice.name]
        if provider == AUTO and choice.name != 'cpu':
            names.append('cpu')
        path = bundle.path / IMAGE_GRAPH
        manifest = bundle.manifest
        outputs = image_outputs(manifest.baselines, manifest.query, manifest.votes is not None)
        if choice.name == 'tensorrt' and builds_engines:
            build = partial(build_engines, bundle.reference, threads)
            require_engines(engine_folder(bundle), build, manifest.name)
        opened = open_first(
            path,
            names,
            threads,
            image_inputs(manifest.ensemble, manifest.families),
            outputs,
            lambda name: provider_options(name, bundle),
        )
        self._outputs = [item.name for item in outputs]
        self._session, self.provider = opened.session, opened.provider
        self.fallback_reason = opened.fallback_reason or choice.fallback_reason
        self._run_options = onnxruntime.RunOptions()
        self._run = self._run_on_cpu
        if self.provider != 'cpu':
            self._run = BoundRunner(self._session, self._outputs, _DEVICE, opened.captures).run
        self.bundle = bundle
        inputs = {item.name: item for item in self._session.get_inputs()}
        check_image_size(str(path), inputs['image'].shape, manifest.fixed_hw)
        self.dim = vector_length(str(path), inputs['concepts'])  # D
        # Padding with the mean is close to zero after the normalisation.
        red, green, blue = (round(value) for value in manifest.normalisation.mean)
        self._fill = (red, green, blue)

    def warm_up(self, text: GroupEmbeddings) -> None:
        """Run once before the first image counts, with the text that will be used."""
        height, width = self.bundle.manifest.input_size_hw or _WARM_UP_HW
        image = np.zeros((height, width, 3), np.uint8)
        for _ in range(_WARM_UP_RUNS if self.provider == 'cpu' else _WARM_UP_RUNS_BOUND):
            self.infer(image, text)

    def feed(
        self,
        image: UInt8Array,  # (H, W, 3) RGB
        text: GroupEmbeddings,
    ) -> dict[str, Any]:
        """Return the inputs of the graph by name. Raises EngineError for a foreign vocabulary."""
        manifest = self.bundle.manifest
        fit = plan_fit(image.shape[:2], manifest.input_size_hw, manifest.mask_stride)
        return self._feed(image, fit, text)

    def infer(
        self,
        image: UInt8Array,  # (H, W, 3) RGB
        text: GroupEmbeddings,
        refined: bool = True,  # as the bundle asks for; False: as the graph gave them
    ) -> AnomalyMaps:
        """Return the maps of one image. Raises EngineError when the provider fails."""
        manifest = self.bundle.manifest
        fit = plan_fit(image.shape[:2], manifest.input_size_hw, manifest.mask_stride)
        feed = self._feed(image, fit, text)
        try:
            found = self._run(feed)
        except Exception as err:  # ONNX Runtime's errors have no base of their own
            raise EngineError(
                f'{self.provider!r} failed on an image of {image.shape[1]}x{image.shape[0]} '
                f'({first_line(err)}): free some memory or choose another provider'
            ) from err
        maps = {name: values[0] for name, values in zip(self._outputs, found, strict=True)}
        result = AnomalyMaps(
            crop_map(maps['anomaly'], fit),
            crop_map(maps['label'], fit),
            {
                name: crop_map(score, fit)
                for name, score in zip(
                    manifest.baselines, maps.get(BASELINES.name, ()), strict=True
                )
            },
            crop_map(maps[QUERY.name], fit) if manifest.query else None,
            crop_map(maps[VOTES.name], fit) if manifest.votes else None,
        )
        return self.refined(result) if refined else result

    def refined(self, maps: AnomalyMaps) -> AnomalyMaps:
        """Return the graph's maps, their scores weighed and opened where the bundle asks so."""
        return refine(maps, self.bundle.manifest.votes, self.bundle.manifest.opening)

    def stop(self) -> None:
        """Give up what the CPU computes: there, `infer` raises EngineError from now on."""
        self._run_options.terminate = True

    def close(self) -> None:
        """Let go of the network, whoever still holds the engine; `infer` raises EngineError."""
        self._session, self._run = None, _closed

    def _run_on_cpu(self, feed: Mapping[str, Any]) -> list[Any]:
        found: list[Any] = self._session.run(self._outputs, feed, self._run_options)
        return found

    def _feed(self, image: UInt8Array, fit: Fit, text: GroupEmbeddings) -> dict[str, Any]:
        if text.concepts.shape[2] != self.dim:
            raise EngineError(
                f'the vocabulary was embedded with {text.concepts.shape[2]} numbers a concept, '
                f'{self.bundle.manifest.name} takes {self.dim}: embed it with the same bundle'
            )
        manifest = self.bundle.manifest
        images = fit_image(image, fit, self._fill)[None]
        return image_feed(images, text, manifest.ensemble, manifest.families)


def _closed(feed: Mapping[str, Any]) -> list[Any]:
    raise RuntimeError('the engine is closed')


def build_engines(path: Path, threads: int) -> None:
    """Run a bundle on TensorRT once, with its own words: that leaves its engines on the disk."""
    bundle = load_bundle(path)
    engine = Engine(bundle, 'tensorrt', threads, builds_engines=False)
    engine.warm_up(
        embed_vocabulary(
            read_vocabulary(bundle.vocabulary_file()),
            TextEncoder(bundle, threads),
            bundle.manifest.temperature,
            cache_directory(),
        )
    )
