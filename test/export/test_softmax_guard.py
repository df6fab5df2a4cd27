import numpy as np
import onnxruntime
import torch
from onnx import ModelProto, TensorProto, helper
from torch import nn

from vl4ad_ros.export.softmax_guard import drop_softmax_guards
from vl4ad_ros.model.attention import MultiHeadAttention


def graph(test: str) -> ModelProto:
    """Make a softmax with a guard, whose test for NaN is of `test`."""
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [2, 3]) for name in 'xy']
    nodes = [
        helper.make_node('Softmax', ['x'], ['shares']),
        helper.make_node('IsNaN', [test], ['lost']),
        helper.make_node('Where', ['lost', 'zero', 'shares'], ['guarded']),
        helper.make_node('Relu', ['guarded'], ['y']),
    ]
    zero = helper.make_tensor('zero', TensorProto.FLOAT, [], [0.0])
    made = helper.make_graph(nodes, 'guard', values[:1], values[1:], [zero])
    return helper.make_model(made, opset_imports=[helper.make_opsetid('', 18)], ir_version=10)


def test_a_guard_goes_and_the_result_stays() -> None:
    model = graph('shares')
    drop_softmax_guards(model)
    assert [node.op_type for node in model.graph.node] == ['Softmax', 'Relu']
    session = onnxruntime.InferenceSession(model.SerializeToString())
    x = np.random.default_rng(0).standard_normal((2, 3), dtype=np.float32)
    (y,) = session.run(None, {'x': x})
    np.testing.assert_allclose(y, torch.from_numpy(x).softmax(-1).numpy(), atol=1e-6)


def test_what_only_looks_like_a_guard_stays() -> None:
    model = graph('x')
    drop_softmax_guards(model)
    assert len(model.graph.node) == 4


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(8, 2)

    def forward(self, x: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
        return self.attention(x, x, x, allowed)


def test_torch_still_exports_guards_as_they_are_known_here() -> None:
    """Should this fail with a new torch: are there guards that look different?"""
    inputs = (torch.zeros(1, 5, 8), torch.ones((1, 1, 5, 5), dtype=torch.bool))
    model = torch.onnx.export(Attention().eval(), inputs, dynamo=True, verbose=False).model_proto
    before = [node.op_type for node in model.graph.node]
    drop_softmax_guards(model)
    after = [node.op_type for node in model.graph.node]
    assert (before.count('IsNaN'), after.count('IsNaN')) == (1, 0)
