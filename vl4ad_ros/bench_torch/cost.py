"""What a network costs before it runs, and how fast the machine could multiply."""

import time

import torch
from torch.utils.flop_counter import FlopCounterMode

from ..errors import EngineError
from ..model.config import NetworkConfig
from ..model.network import STRIDE, SegmentationNetwork

_PARTS = {
    'trunk': '.clip_model.visual.trunk',
    'pixel decoder': '.sem_seg_head.pixel_decoder',
    'mask decoder': '.sem_seg_head.predictor',
}
_TOTAL = 'Global'  # torch's name for the sum
# Square matrices that are large enough for the best rate, and done within a tenth of a second.
_CPU_SIDE, _GPU_SIDE = 1024, 8192
_TRIES = 5


def count_gflop(config: NetworkConfig, size_hw: tuple[int, int]) -> dict[str, float]:
    """Return 10^9 operations of convolutions and matrix products, by part and 'total'."""
    height, width = (-(-side // STRIDE) * STRIDE for side in size_hw)
    counter = FlopCounterMode(display=False)
    with torch.device('meta'), torch.no_grad():  # nothing is computed
        network = SegmentationNetwork(config).eval().requires_grad_(False)
        with counter:
            network(torch.zeros(1, 3, height, width))
    counts = {name: sum(of.values()) / 1e9 for name, of in counter.get_flop_counts().items()}
    named = {
        part: value
        for part, suffix in _PARTS.items()
        for name, value in counts.items()
        if name.endswith(suffix)
    }
    return {**named, 'total': counts[_TOTAL]}


class MatrixPeak:
    """A product of large matrices: the rate that nothing on this machine can exceed."""

    def __init__(self, threads: int, device: str, dtype: torch.dtype) -> None:
        torch.set_num_threads(threads)
        side = _CPU_SIDE if device == 'cpu' else _GPU_SIDE
        self.title = f'{side}x{side} matrices, {str(dtype).removeprefix("torch.")}'
        self._device = device
        self._left, self._right = (
            torch.randn(side, side, device=device).to(dtype) for _ in range(2)
        )
        self._gflop = 2 * side**3 / 1e9

    def measure(self) -> float:  # GFLOP a second
        """Multiply some times; the best counts, as what else runs can only slow it down."""
        return self._gflop / min(self._multiply() for _ in range(_TRIES))

    def _multiply(self) -> float:
        start = time.perf_counter()
        torch.mm(self._left, self._right)
        if self._device != 'cpu':
            torch.cuda.synchronize()
        return time.perf_counter() - start


def device_of(provider: str) -> str:
    """Return torch's name of where a provider runs; raises EngineError where torch cannot."""
    if provider == 'cpu':
        return 'cpu'
    if not torch.cuda.is_available():
        raise EngineError(
            f'torch {torch.__version__} finds no GPU for {provider!r}: '
            'install a torch that was built for CUDA, or give --provider cpu'
        )
    return 'cuda'


def open_peak(threads: int, provider: str) -> MatrixPeak:
    """Return the product of the numbers that the provider computes with."""
    device = device_of(provider)
    return MatrixPeak(threads, device, torch.float32 if device == 'cpu' else torch.float16)
