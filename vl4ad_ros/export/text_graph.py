"""The text graph: the tokens of sentences to vectors."""

import onnx
import torch
from torch import nn

from ..engine.signature import TEXT_INPUTS, TEXT_OUTPUTS
from .onnx_export import export_onnx


def export_text_graph(tower: nn.Module, context_length: int) -> onnx.ModelProto:
    """Trace the text tower; the batch is dynamic, a text always has all its tokens."""
    example = torch.zeros((3, context_length), dtype=torch.int64)
    batch = torch.export.Dim('B', min=1)
    return export_onnx(tower, (example,), TEXT_INPUTS, TEXT_OUTPUTS, ({0: batch},))
