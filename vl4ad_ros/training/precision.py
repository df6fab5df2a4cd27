"""In which precision a run is computed here."""

import torch

from .settings import Precision, RunSettings


def precision_here(run: RunSettings) -> Precision:
    """Return the precision that is asked for, or what this machine computes faster."""
    on_cpu = run.accelerator == 'cpu' or (
        run.accelerator == 'auto' and not torch.accelerator.is_available()
    )
    return precision_on(run.precision, torch.backends.cpu.get_cpu_capability() if on_cpu else '')


def precision_on(
    precision: Precision,
    cpu: str,  # its instructions, as torch.backends.cpu names them; empty: not on a CPU
) -> Precision:
    """Return single precision for bf16 on a CPU without AVX-512: a step takes a ninth of it."""
    return '32-true' if precision == 'bf16-mixed' and cpu == 'AVX2' else precision
