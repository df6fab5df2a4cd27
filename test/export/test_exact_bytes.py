import numpy as np
import onnx
import pytest
import torch
from onnx import helper, numpy_helper
from onnxruntime import InferenceSession

from vl4ad_ros.encoder.rounding import to_bytes
from vl4ad_ros.export.exact_bytes import store_exact_bytes


def product(weight):
    """A graph that multiplies by a matrix."""
    return helper.make_model(
        helper.make_graph(
            [helper.make_node('MatMul', ['x', 'weight'], ['y'])],
            'product',
            [helper.make_tensor_value_info('x', 1, ['n', weight.shape[0]])],
            [helper.make_tensor_value_info('y', 1, ['n', weight.shape[1]])],
            [numpy_helper.from_array(weight, 'weight')],
        ),
        opset_imports=[helper.make_opsetid('', 18)],
        ir_version=8,
    )


def run(model, x):
    return InferenceSession(model.SerializeToString()).run(None, {'x': x})[0]


@pytest.fixture
def rounded():
    torch.manual_seed(0)
    weight = torch.randn(90, 70) * torch.logspace(-3, 3, 90)[:, None]
    weight[3] = 0
    return to_bytes(weight).numpy()


@pytest.mark.parametrize('transposed', [False, True])
def test_rounded_weights_take_a_quarter_and_give_the_same(rounded, transposed):
    weight = np.ascontiguousarray(rounded.T) if transposed else rounded
    model = product(weight)
    x = np.random.default_rng(0).standard_normal((4, weight.shape[0]), np.float32)
    before, size = run(model, x), model.ByteSize()
    store_exact_bytes(model)
    onnx.checker.check_model(model)
    assert model.ByteSize() < size / 3
    np.testing.assert_array_equal(run(model, x), before)


def test_other_weights_stay_as_they_are(rounded):
    for weight in (rounded * np.float32(1.01) + np.float32(1e-3), rounded[:4]):
        model = product(weight)
        before = model.SerializeToString()
        store_exact_bytes(model)
        assert model.SerializeToString() == before
