"""torch to ONNX, in the one way that all graphs of a bundle are made."""

import contextlib
import gc
import io
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnx_ir.passes import common as passes
from torch import Tensor, nn

from ..engine.session import first_line
from ..engine.signature import TensorSpec
from ..errors import ExportError

OPSET = 18  # the newest that the exporter writes by itself, without converting versions
# What the exporter leaves to do: equal constants and nodes appear several times, and stack traces
# tell of the machine that exported.
_PASSES = (
    passes.DeduplicateInitializersPass(size_limit=1 << 30),
    passes.CommonSubexpressionEliminationPass(),
    passes.ClearMetadataAndDocStringPass(),
)
HALF_SUFFIX = '.half'  # of the names of weights that are stored as float16
_WORTH_HALVING = 1024  # elements; a Cast costs about as much as it spares in smaller tensors


def export_onnx(
    module: nn.Module,
    example: tuple[Tensor, ...],
    inputs: tuple[TensorSpec, ...],
    outputs: tuple[TensorSpec, ...],
    dynamic_shapes: tuple[dict[int, Any], ...],
) -> onnx.ModelProto:
    """Trace a module. Raises ExportError with torch's reason when it cannot be traced."""
    try:
        with _quiet(), _uncollected(), torch.no_grad():
            program = torch.onnx.export(
                module.eval(),
                example,
                dynamo=True,
                opset_version=OPSET,
                input_names=[item.name for item in inputs],
                output_names=[item.name for item in outputs],
                dynamic_shapes=dynamic_shapes,
                verbose=False,
            )
    except torch.onnx.OnnxExporterError as err:
        cause = err.__cause__ if isinstance(err.__cause__, Exception) else err
        raise ExportError(
            f'{type(module).__name__} cannot become ONNX ({first_line(cause)}): '
            'export with the versions in constraints.txt'
        ) from err
    assert program is not None
    for simplify in _PASSES:
        simplify(program.model)
    return program.model_proto


def store_exact_halves(model: onnx.ModelProto) -> None:
    """
    Store weights as float16 where that loses nothing; ONNX Runtime widens them once, at load.

    Weights that were trained or published in half precision take half the space.
    """
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < _WORTH_HALVING:
            continue
        values = numpy_helper.to_array(tensor)
        with np.errstate(over='ignore'):
            halves = values.astype(np.float16)
        if np.array_equal(halves, values):
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(halves, name + HALF_SUFFIX))
            casts.append(helper.make_node('Cast', [tensor.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def widen_halves(model: onnx.ModelProto) -> None:
    """Undo store_exact_halves: a quantiser looks for weights, not for what is cast to them."""
    halves = {item.name: item for item in model.graph.initializer}
    kept = []
    for node in model.graph.node:
        tensor = halves.get(node.input[0]) if node.op_type == 'Cast' else None
        if tensor is None or not tensor.name.endswith(HALF_SUFFIX):
            kept.append(node)
            continue
        values = numpy_helper.to_array(tensor).astype(np.float32)
        tensor.CopyFrom(numpy_helper.from_array(values, node.output[0]))
    del model.graph.node[:]
    model.graph.node.extend(kept)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for cycles again and again among a million small objects."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporter's progress and its advice to developers from the user."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter('ignore')
            yield
    finally:
        logging.disable(logging.NOTSET)
