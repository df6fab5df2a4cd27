"""Weights as whole numbers of eight bits, where that loses nothing."""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ..structures import FloatArray

_WORTH_SHRINKING = 4096  # elements; smaller tensors spare less than their nodes cost
_LARGEST = 127


def store_exact_bytes(model: onnx.ModelProto) -> None:
    """
    Store a matrix as bytes and scales where its rows, or its columns, are nothing else.

    Such are weights that encoder/rounding.py rounded. Two nodes make the matrix from them, which
    ONNX Runtime does once, at load.
    """
    nodes, scales = [], []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or len(tensor.dims) != 2:
            continue
        if np.prod(tensor.dims) < _WORTH_SHRINKING:
            continue
        found = _as_bytes(numpy_helper.to_array(tensor))
        if found is None:
            continue
        whole, scale = found
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(whole, f'{name}.bytes'))
        scales.append(numpy_helper.from_array(scale, f'{name}.scale'))
        widened = f'{name}.whole'
        nodes.append(helper.make_node('Cast', [tensor.name], [widened], to=TensorProto.FLOAT))
        nodes.append(helper.make_node('Mul', [widened, f'{name}.scale'], [name]))
    model.graph.initializer.extend(scales)
    nodes.extend(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def _as_bytes(weight: FloatArray) -> tuple[NDArray[np.int8], FloatArray] | None:
    for axis in (1, 0):
        scale: FloatArray = np.abs(weight).max(axis, keepdims=True) / np.float32(_LARGEST)
        scale[scale == 0] = 1
        whole = np.rint(weight / scale).astype(np.int8)
        if np.array_equal(whole * scale, weight):
            return whole, scale
    return None
