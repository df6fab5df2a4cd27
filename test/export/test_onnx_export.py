import numpy as np
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from vl4ad_ros.engine.signature import TensorSpec
from vl4ad_ros.errors import ExportError
from vl4ad_ros.export.onnx_export import OPSET, export_onnx, store_exact_halves

SPECS = ((TensorSpec('x', 'tensor(float)', 2),), (TensorSpec('y', 'tensor(float)', 2),))


def test_weights_become_halves_only_where_nothing_is_lost() -> None:
    rng = np.random.default_rng(0)
    exact = rng.standard_normal((64, 64)).astype(np.float16).astype(np.float32)
    weights = {
        'exact': exact,
        'inexact': rng.standard_normal((64, 64)).astype(np.float32),
        'too large': np.full((64, 64), 1e6, np.float32),
        'small': exact[:2],
    }
    graph = helper.make_graph(
        [helper.make_node('Sum', list(weights)[:3], ['y'])],
        'graph',
        [],
        [helper.make_tensor_value_info('y', TensorProto.FLOAT, [64, 64])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 18)], ir_version=10)
    (before,) = run(model)
    store_exact_halves(model)
    stored = {tensor.name: tensor.data_type for tensor in model.graph.initializer}
    assert stored == {
        'exact.half': TensorProto.FLOAT16,
        'inexact': TensorProto.FLOAT,
        'too large': TensorProto.FLOAT,
        'small': TensorProto.FLOAT,
    }
    np.testing.assert_array_equal(run(model)[0], before)


def run(model, **feed):
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=['CPUExecutionProvider']
    )
    return session.run(None, feed)


def test_export_tells_nothing_of_this_machine(capfd: pytest.CaptureFixture[str]) -> None:
    batch = torch.export.Dim('B', min=1)
    model = export_onnx(nn.Linear(3, 2), (torch.zeros(2, 3),), *SPECS, ({0: batch},))
    assert [(item.domain, item.version) for item in model.opset_import] == [('', OPSET)]
    assert b'.py' not in model.SerializeToString()
    assert capfd.readouterr() == ('', '')
    assert run(model, x=np.ones((5, 3), np.float32))[0].shape == (5, 2)


class Untraceable(nn.Module):
    def forward(self, x):
        return x if x.sum().item() > 0 else -x


def test_module_that_cannot_be_traced_is_an_error_in_one_line() -> None:
    with pytest.raises(ExportError, match='Untraceable cannot become ONNX') as caught:
        export_onnx(Untraceable(), (torch.ones(2, 3),), *SPECS, ({},))
    assert '\n' not in str(caught.value)
