"""Image graphs in eight bits for the CPU, by ONNX Runtime's quantiser, in its two ways."""

import logging
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import onnx
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)

Feed = Mapping[str, Any]

# In the order of how much is quantised: products; and the one large convolution; and all others.
DYNAMIC, MIXED, STATIC = 'dynamic', 'mixed', 'static'
QUANTISATIONS = (DYNAMIC, MIXED, STATIC)
_FINEST = 'pixel_decoder.layer_1'  # in the names of its weights: 3x3 at stride 4, in one or in two

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


def quantise(
    way: str,  # one of QUANTISATIONS
    source: Path,
    target: Path,
    feeds: Sequence[Feed],  # on which the ranges of the activations are found
) -> None:
    """Quantise a graph in single precision."""
    if way == DYNAMIC:
        quantise_dynamic(source, target)
    elif way == MIXED:
        quantise_mixed(source, target, feeds)
    else:
        quantise_static(source, target, feeds)


def quantise_dynamic(source: Path, target: Path) -> None:
    """Quantise matrix products; activations get their ranges anew in every run."""
    with _quiet():
        quantize_dynamic(
            source, target, op_types_to_quantize=['MatMul', 'Gemm'], **_WEIGHTS,
            extra_options=_OPTIONS,
        )  # fmt: skip


def quantise_mixed(
    source: Path,
    target: Path,
    feeds: Sequence[Feed],  # on which the range of the activation is found
) -> None:
    """Quantise matrix products as quantise_dynamic does, and the convolution at stride 4."""
    nodes = onnx.load(source, load_external_data=False).graph.node
    finest = [
        node.name
        for node in nodes
        if node.op_type == 'Conv' and any(_FINEST in name for name in node.input)
    ]
    with tempfile.TemporaryDirectory() as folder:
        between = Path(folder) / 'between.onnx'
        quantise_static(source, between, feeds, finest)
        quantise_dynamic(between, target)


def quantise_static(
    source: Path,
    target: Path,
    feeds: Sequence[Feed],  # on which the ranges of the activations are found
    nodes: Sequence[str] | None = None,  # by name; None: all
) -> None:
    """Quantise convolutions and matrix products, as pairs of QuantizeLinear and its inverse."""
    with _quiet():
        quantize_static(
            source,
            target,
            _Feeds(feeds),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=['Conv', 'MatMul', 'Gemm'],
            nodes_to_quantize=nodes,
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
