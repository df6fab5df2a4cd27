"""Image graphs in eight bits for the CPU, by ONNX Runtime's quantiser, in its two ways."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)

Feed = Mapping[str, Any]

# Only products with weights: those of two activations are the masks, the pooling under them and
# Eq. 3, which decide at thresholds.
_OPTIONS = {'MatMulConstBOnly': True}
# Weights of 7 bits: with 8, sums of pairs saturate on CPUs without VNNI.
_WEIGHTS = {'per_channel': True, 'reduce_range': True, 'weight_type': QuantType.QInt8}


class _Feeds(CalibrationDataReader):  # type: ignore[misc]
    """Inputs of the graph, one after the other."""

    def __init__(self, feeds: Sequence[Feed]) -> None:
        self._rest = iter(feeds)

    def get_next(self) -> Feed | None:
        return next(self._rest, None)


def quantise_dynamic(source: Path, target: Path) -> None:
    """Quantise matrix products; activations get their ranges anew in every run."""
    with _quiet():
        quantize_dynamic(
            source, target, op_types_to_quantize=['MatMul', 'Gemm'], **_WEIGHTS,
            extra_options=_OPTIONS,
        )  # fmt: skip


def quantise_static(
    source: Path,
    target: Path,
    feeds: Sequence[Feed],  # on which the ranges of the activations are found
) -> None:
    """Quantise convolutions and matrix products, as pairs of QuantizeLinear and its inverse."""
    with _quiet():
        quantize_static(
            source,
            target,
            _Feeds(feeds),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=['Conv', 'MatMul', 'Gemm'],
            activation_type=QuantType.QUInt8,
            calibrate_method=CalibrationMethod.MinMax,
            extra_options=_OPTIONS,
            **_WEIGHTS,
        )


@contextmanager
def _quiet() -> Iterator[None]:
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
