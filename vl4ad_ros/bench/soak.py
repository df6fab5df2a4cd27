"""One network for a while: is it as fast at the end, and does it take more memory?"""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from ..bundle import load_bundle
from ..engine.engine import Engine
from .memory import process_memory_mb
from .texts import random_text

_CONCEPTS = 60
_ANY_SIZE_HW = (384, 640)


def measure_soak(
    bundle: Path,
    seconds: float,
    provider: str,
    threads: int,
    in_flight: int = 1,  # images at a time; with two, one goes up while the other is computed
) -> str:
    """Compare the first tenth of the images with the last."""
    engine = Engine(load_bundle(bundle), provider, threads)
    size_hw = engine.bundle.manifest.input_size_hw or _ANY_SIZE_HW
    image = np.random.default_rng(0).integers(0, 256, (*size_hw, 3), np.uint8)
    text = random_text(engine.dim, _CONCEPTS)
    engine.warm_up(text)
    times: list[float] = []
    before_mb = process_memory_mb('VmRSS')
    begin = time.perf_counter()

    def feed_images() -> None:
        while True:
            start = time.perf_counter()
            engine.infer(image, text)
            now = time.perf_counter()
            times.append(now - start)
            if now - begin >= seconds:
                return

    with ThreadPoolExecutor(in_flight) as pool:
        for feeding in [pool.submit(feed_images) for _ in range(in_flight)]:
            feeding.result()
    rate = len(times) / (time.perf_counter() - begin)
    tenth = max(1, len(times) // 10)
    first, last = (1e3 * float(np.median(part)) for part in (times[:tenth], times[-tenth:]))
    after_mb = process_memory_mb('VmRSS')
    return (
        f'{engine.bundle.model_id} on {engine.provider}, {len(times)} images in {seconds:g} s '
        f'({rate:.1f} a second, {in_flight} at a time): '
        f'{first:.1f} ms at first, {last:.1f} ms at the end, p99 '
        f'{1e3 * float(np.percentile(times, 99)):.1f} ms; memory {before_mb:.0f} MB, '
        f'{after_mb:.0f} MB at the end'
    )
