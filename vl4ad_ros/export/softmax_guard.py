"""What torch's export puts behind each softmax, taken out again."""

import onnx


def drop_softmax_guards(model: onnx.ModelProto) -> None:
    """
    Take out the replacement of NaN by 0 behind each softmax.

    It is for rows in which a mask allows nothing. The image graph has none: a query whose mask is
    empty looks anywhere. What is taken out would read and write all attention weights again.
    """
    nodes = model.graph.node
    makers = {name: node for node in nodes for name in node.output}
    guards = {}
    for node in nodes:
        value = _guarded(node, makers)
        if value is not None:
            guards[node.output[0]] = value
    tests = {makers[makers[name].input[0]].output[0] for name in guards}
    kept = [node for node in nodes if not {*guards, *tests} & {*node.output}]
    for node in kept:
        node.input[:] = [guards.get(name, name) for name in node.input]
    del nodes[:]
    nodes.extend(kept)


def _guarded(node: onnx.NodeProto, makers: dict[str, onnx.NodeProto]) -> str | None:
    """Return the result of a softmax that a node only guards."""
    if node.op_type != 'Where':
        return None
    condition, _, value = node.input
    test, maker = makers.get(condition), makers.get(value)
    if test is None or maker is None or test.op_type != 'IsNaN' or test.input[0] != value:
        return None
    return value if maker.op_type == 'Softmax' else None
