from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from vl4ad_ros.errors import BundleError
from vl4ad_ros.onnx_file import OnnxFacts, read_onnx_facts

FLOAT = TensorProto.FLOAT


def model_of(nodes, initializers=(), domains=()) -> onnx.ModelProto:
    graph = helper.make_graph(
        nodes,
        'graph',
        [helper.make_tensor_value_info('x', FLOAT, [2])],
        [helper.make_tensor_value_info('y', FLOAT, [2])],
        list(initializers),
    )
    opsets = [helper.make_opsetid(domain, 1) for domain in domains]
    return helper.make_model(graph, opset_imports=[helper.make_opsetid('', 18), *opsets])


def external_tensor(name: str, location: str) -> TensorProto:
    tensor = TensorProto(name=name, data_type=FLOAT, dims=[2])
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key='location', value=location)
    tensor.external_data.add(key='length', value='8')
    return tensor


def in_a_branch(tensor: TensorProto) -> onnx.NodeProto:
    branch = helper.make_graph(
        [helper.make_node('Add', ['x', 'inner'], ['z'])],
        'branch',
        [],
        [helper.make_tensor_value_info('z', FLOAT, [2])],
        [tensor],
    )
    return helper.make_node('If', ['x'], ['y'], then_branch=branch, else_branch=branch)


PLAIN = helper.make_node('Add', ['x', 'w'], ['y'])
FOREIGN = helper.make_node('Custom', ['x'], ['y'], domain='acme')
CASES = {
    'plain': (model_of([PLAIN], [numpy_helper.from_array(np.ones(2, np.float32), 'w')]),
              OnnxFacts(18, {''}, set())),
    'other name of the standard': (model_of([PLAIN], domains=['ai.onnx']),
                                   OnnxFacts(18, {''}, set())),
    'imported domain': (model_of([PLAIN], domains=['acme']), OnnxFacts(18, {'', 'acme'}, set())),
    'domain of a node': (model_of([FOREIGN]), OnnxFacts(18, {'', 'acme'}, set())),
    'external': (model_of([PLAIN], [external_tensor('w', '../w.bin')]),
                 OnnxFacts(18, {''}, {'../w.bin'})),
    'external in a branch': (model_of([in_a_branch(external_tensor('inner', '/etc/passwd'))]),
                             OnnxFacts(18, {''}, {'/etc/passwd'})),
    'external in an attribute': (
        model_of([helper.make_node('Constant', [], ['y'], value=external_tensor('v', 'v.bin'))]),
        OnnxFacts(18, {''}, {'v.bin'}),
    ),
}  # fmt: skip


@pytest.mark.parametrize('name', CASES)
def test_facts(name: str, tmp_path: Path) -> None:
    model, expected = CASES[name]
    path = tmp_path / 'model.onnx'
    path.write_bytes(model.SerializeToString())
    assert replace(read_onnx_facts(path), operators=set()) == expected


def test_operators_are_those_of_every_depth(tmp_path: Path) -> None:
    path = tmp_path / 'model.onnx'
    tensor = numpy_helper.from_array(np.ones(2, np.float32), 'inner')
    path.write_bytes(model_of([FOREIGN, in_a_branch(tensor)]).SerializeToString())
    assert read_onnx_facts(path).operators == {'Custom', 'If', 'Add'}


def test_cut_short_anywhere_is_refused_or_names_no_opset(tmp_path: Path) -> None:
    whole = model_of([PLAIN], [numpy_helper.from_array(np.ones(2, np.float32), 'w')])
    data = whole.SerializeToString()
    path = tmp_path / 'model.onnx'
    for length in range(len(data)):  # the operator sets come last
        path.write_bytes(data[:length])
        with pytest.raises(BundleError, match='export'):
            read_onnx_facts(path)


@pytest.mark.parametrize('junk', [b'', b'\xff' * 40, b'PK\x03\x04 zip', b'<html></html>', b'\x80'])
def test_other_files_are_refused(junk: bytes, tmp_path: Path) -> None:
    path = tmp_path / 'model.onnx'
    path.write_bytes(junk)
    with pytest.raises(BundleError, match=r'model\.onnx'):
        read_onnx_facts(path)


def test_endless_nesting_is_refused(tmp_path: Path) -> None:
    graph = b''
    for _ in range(40):  # graph { node { attribute { g { ... } } } }
        for number in (6, 5, 1):
            graph = bytes([number << 3 | 2]) + length_of(graph) + graph
    path = tmp_path / 'model.onnx'
    path.write_bytes(bytes([7 << 3 | 2]) + length_of(graph) + graph)
    with pytest.raises(BundleError):
        read_onnx_facts(path)


def length_of(data: bytes) -> bytes:
    number, out = len(data), b''
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])
