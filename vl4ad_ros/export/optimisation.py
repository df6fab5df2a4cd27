"""Graphs simplified once, at the export, instead of at every start."""

import tempfile
from pathlib import Path

import onnx
import onnxruntime

from ..engine.session import SLOWER_ON_CPU, session_options
from .onnx_writer import write_onnx

BASIC = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC  # for every provider
# Brings in fused operators of ONNX Runtime's own, which a CPU of any kind has. The level beyond,
# whose layouts fit the machine at hand, is left to the start.
EXTENDED = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
# Folded, the positions of all pixels are the largest tensors of a small network, and it starts no
# faster for it.
_LEFT_TO_THE_START = ['ConstantFolding']
_WEIGHTS_FILE = 'session.optimized_model_external_initializers_file_name'  # beyond 2 GiB


def optimise(model: onnx.ModelProto, level: onnxruntime.GraphOptimizationLevel) -> onnx.ModelProto:
    """Return the graph as ONNX Runtime simplifies it: nodes fused, removed or replaced."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / 'source.onnx', Path(folder) / 'target.onnx'
        write_onnx(model, source)
        options = session_options(threads=0)
        options.graph_optimization_level = level
        options.optimized_model_filepath = str(target)
        options.add_session_config_entry(_WEIGHTS_FILE, 'weights.data')
        onnxruntime.InferenceSession(
            source,
            options,
            providers=['CPUExecutionProvider'],
            disabled_optimizers=[*_LEFT_TO_THE_START, *SLOWER_ON_CPU],
        )
        optimised = onnx.load(target)
    _drop_unused_domains(optimised)
    return optimised


def _drop_unused_domains(model: onnx.ModelProto) -> None:
    """ONNX Runtime names all operator sets that it knows."""
    used = {'', *(node.domain for node in model.graph.node)}
    kept = [item for item in model.opset_import if item.domain in used]
    del model.opset_import[:]
    model.opset_import.extend(kept)
