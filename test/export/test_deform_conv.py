"""Deformable attention by another operator says what the equation in torch says."""

from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import Tensor, nn

from vl4ad_ros.bundle import load_bundle
from vl4ad_ros.engine.engine import Engine
from vl4ad_ros.engine.signature import TensorSpec
from vl4ad_ros.errors import ExportError
from vl4ad_ros.export.deform_conv import DeformConvAttention, raise_opset
from vl4ad_ros.export.exporter import Description, GraphOptions, export_bundles
from vl4ad_ros.export.onnx_export import export_onnx
from vl4ad_ros.model.deformable_attention import DeformableAttention
from vl4ad_ros.model.network import SegmentationNetwork

pytestmark = pytest.mark.skipif(
    tuple(map(int, onnxruntime.__version__.split('.')[:2])) < (1, 25),
    reason=f'onnxruntime {version("onnxruntime")} has no DeformConv',
)

DIM, HEADS, POINTS = 8, 2, 3


class Alone(nn.Module):
    """An attention with pixels that look at themselves."""

    def __init__(self, attention: nn.Module, reference: Tensor, shapes: list[tuple[int, int]]):
        super().__init__()
        self.attention = attention
        self.register_buffer('reference', reference)
        self.shapes = shapes

    def forward(self, query: Tensor) -> Tensor:
        return self.attention(query, self.reference, query.flip(1), self.shapes)


@pytest.mark.parametrize('coarse_hw', [(1, 1), (2, 3), (5, 2)])
def test_equals_torch(coarse_hw: tuple[int, int], tmp_path: Path) -> None:
    torch.manual_seed(1)
    attention = DeformableAttention(DIM, HEADS, POINTS)
    for values in attention.parameters():
        nn.init.normal_(values, std=0.7)
    shapes = [(scale * coarse_hw[0], scale * coarse_hw[1]) for scale in (1, 2, 4)]
    pixels = sum(h * w for h, w in shapes)
    reference = torch.rand(pixels, 2)
    query = torch.randn(3, pixels, DIM)
    with torch.inference_mode():
        expected = Alone(attention, reference, shapes)(query)
    model = export_onnx(
        Alone(DeformConvAttention(attention), reference, shapes),
        (query,),
        (TensorSpec('query', 'tensor(float)', 3),),
        (TensorSpec('attended', 'tensor(float)', 3),),
        ({0: torch.export.Dim('B', min=1)},),
    )
    raise_opset(model)
    onnx.save(model, tmp_path / 'attention.onnx')
    session = onnxruntime.InferenceSession(tmp_path / 'attention.onnx')
    for batch in (3, 1):
        (found,) = session.run(None, {'query': query[:batch].numpy()})
        np.testing.assert_allclose(found, expected[:batch], rtol=1e-4, atol=1e-4)


def test_bundles_are_proved_with_it(
    network: SegmentationNetwork, description: Description, tmp_path: Path
) -> None:
    """The proof compares with torch; the network is afterwards what it was before."""
    options = GraphOptions((97, 151), deform_conv=True)
    outs = {'fp32': tmp_path / 'deform'}
    (bundle,) = export_bundles(network, description, options, outs, None, lambda _: None)
    assert load_bundle(bundle.path).manifest.opset == 19
    graph = onnx.load(bundle.path / 'image.onnx').graph
    operators = {node.op_type for node in graph.node}
    assert 'DeformConv' in operators
    assert 'GridSample' not in operators
    assert Engine(bundle, 'cpu').dim == 16
    kinds = {type(module) for module in network.modules()}
    assert DeformableAttention in kinds
    assert DeformConvAttention not in kinds


def test_size_must_be_fixed(
    network: SegmentationNetwork, description: Description, tmp_path: Path
) -> None:
    for options in (
        GraphOptions(None, deform_conv=True),
        GraphOptions((96, 160), resizable=True, deform_conv=True),
    ):
        with pytest.raises(ExportError, match='fixed size'):
            export_bundles(network, description, options, {'fp32': tmp_path}, None, lambda _: None)
