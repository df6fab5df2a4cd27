"""The network in torch: the usual way, ours layer by layer, and ours compiled."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from ..bench.ways import COMPILED, PLAIN, WaySpec
from ..engine.fit import crop_map, fit_image, plan_fit
from ..engine.session import first_line
from ..errors import EngineError
from ..export.image_graph import MASK_STRIDE, ImageGraph
from ..export.random_weights import random_network
from ..model.config import ARCHITECTURES
from ..structures import AnomalyMaps, GroupEmbeddings, UInt8Array
from .cost import device_of
from .plain import PlainGraph

UPLOAD, SCORING, DOWNLOAD = 'upload', 'scoring', 'download'


class TorchWay:
    """A network with random weights; its parts are told apart where it is not compiled."""

    def __init__(self, spec: WaySpec) -> None:
        torch.set_num_threads(spec.threads)
        self._device = torch.device(device_of(spec.provider))
        config = ARCHITECTURES[spec.architecture]
        self.dim = config.clip.embed_dim
        self._size_hw = spec.size_hw
        network = random_network(config, seed=0)
        graph = ImageGraph(network, spec.size_hw).eval().requires_grad_(False).to(self._device)
        self._clock = _Clock(self._device)
        if spec.kind == PLAIN:
            plain = PlainGraph(graph)
            self._clock.watch_parts(network, plain.predictor)
            self._run: Any = plain
        elif spec.kind == COMPILED:
            self._run = torch.compile(graph)
        else:
            self._clock.watch_parts(network, network.sem_seg_head.predictor)
            self._run = graph

    @property
    def parts_s(self) -> Mapping[str, float]:
        """Seconds of each part of the last run."""
        return self._clock.parts_s

    def infer(self, image: UInt8Array, text: GroupEmbeddings) -> AnomalyMaps:
        """Return the maps of one image."""
        self._clock.begin()
        fit = plan_fit(image.shape[:2], self._size_hw, MASK_STRIDE)
        image = fit_image(image, fit, (0, 0, 0))
        arrays = (image[None], text.concepts, text.concept_mask, text.known)
        tensors = [torch.from_numpy(array).to(self._device) for array in arrays]
        temperature = torch.tensor(text.temperature, device=self._device)
        self._clock.lap(UPLOAD)
        try:
            with torch.inference_mode():
                score, label = self._run(*tensors, temperature)
        except Exception as err:  # compilers raise errors of many kinds
            raise EngineError(
                f'torch {torch.__version__} cannot run this way here ({first_line(err)}): '
                'leave it out by --ways'
            ) from err
        self._clock.lap(SCORING)
        fit = replace(fit, mask_stride=self._size_hw[0] // score.shape[1])  # the usual way's is 1
        maps = AnomalyMaps(
            crop_map(score[0].cpu().numpy(), fit), crop_map(label[0].cpu().numpy(), fit)
        )
        self._clock.lap(DOWNLOAD)
        return maps


class _Clock:
    """Laps of a run; what the network's parts take ends the lap before."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._last = 0.0
        self.parts_s: dict[str, float] = {}

    def watch_parts(self, network: Any, predictor: nn.Module) -> None:
        """Take the time of the three parts of a network."""
        head = network.sem_seg_head
        parts = {
            'trunk': network.clip.visual.trunk,
            'pixel decoder': head.pixel_decoder,
            'mask decoder': predictor,
        }
        for name, module in parts.items():
            module.register_forward_hook(self._hook(name))

    def begin(self) -> None:
        """Start a run."""
        self.parts_s = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """End a part."""
        if self._device.type == 'cuda':
            torch.cuda.synchronize()
        now = time.perf_counter()
        self.parts_s[name] = self.parts_s.get(name, 0.0) + now - self._last
        self._last = now

    def _hook(self, name: str) -> Any:
        def end_of_part(_module: nn.Module, _inputs: tuple[Tensor, ...], _output: Any) -> None:
            self.lap(name)

        return end_of_part


def open_torch_way(spec: WaySpec) -> TorchWay:
    """Build the network and its way."""
    return TorchWay(spec)
