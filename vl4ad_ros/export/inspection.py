"""
What the mask queries say inside a bundle's image graph.

A graph gives two small maps, so that only these leave a GPU. To explain a score, the tensors that
it is made of are made outputs of a copy in memory: every bundle can be explained, those exported
earlier too, and the file that was proved stays as it is. They are found by the one way that leads
to them, not by their names, and what they add up to is compared with the graph's own score.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np
import onnx
import onnxruntime

from ..bundle import IMAGE_GRAPH
from ..engine.engine import Engine
from ..engine.fit import crop_map, plan_fit
from ..engine.session import session_options
from ..engine.signature import FAMILIES
from ..errors import BundleError
from ..explanation.query_values import QueryValues
from ..refinement import weigh
from ..structures import AnomalyMaps, GroupEmbeddings, UInt8Array

_PRODUCTS = {'MatMul', 'FusedMatMul'}
_WEIGHTS_FOLDER = 'session.model_external_initializers_file_folder_path'
_TOLERANCE = 1e-3  # between the score and what its parts add up to
_REMEDY = 'export the bundle again'


@dataclass(frozen=True)
class InnerTensors:
    """The names of the tensors that make up a score."""

    masks: str  # (B, N, h, w) mask probabilities
    probabilities: str  # (B, N, G)
    cosines: str  # (B, N, G, L)


class Inspector:
    """Runs the network of an engine on the CPU and keeps what its queries say."""

    def __init__(self, engine: Engine, threads: int = 0) -> None:
        path = engine.bundle.path / IMAGE_GRAPH
        model = onnx.load(path, load_external_data=False)
        self._source = str(path)
        self._engine = engine
        tensors = astuple(find_inner_tensors(model.graph, self._source))
        model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in tensors)
        self._outputs = ['anomaly', 'label', *tensors]
        options = session_options(threads)
        options.add_session_config_entry(_WEIGHTS_FOLDER, str(engine.bundle.path))
        self._session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=['CPUExecutionProvider']
        )

    def inspect(
        self,
        image: UInt8Array,  # (H, W, 3) RGB
        text: GroupEmbeddings,
    ) -> QueryValues:
        """Return what the queries say. Raises BundleError when they do not make up the score."""
        manifest = self._engine.bundle.manifest
        fit = plan_fit(image.shape[:2], manifest.input_size_hw, manifest.mask_stride)
        feed = self._engine.feed(image, text)
        anomaly, label, masks, probabilities, cosines = self._session.run(self._outputs, feed)
        height, width = fit.map_hw
        values = QueryValues(
            AnomalyMaps(crop_map(anomaly[0], fit), crop_map(label[0], fit)),
            masks[0, :, :height, :width],
            probabilities[0, :, : len(text.names)],  # without void
            np.where(text.concept_mask, cosines[0, :, : len(text.names)], -np.inf),
            feed.get(FAMILIES.name, np.arange(len(text.names), dtype=np.int32)),
        )
        if not np.allclose(values.score(text), values.maps.score, atol=_TOLERANCE):
            raise BundleError(f'{self._source} adds up its score in an unknown way: {_REMEDY}')
        maps = replace(values.maps, votes=values.votes(text))
        weighed = None
        if manifest.votes:
            weighed = weigh(maps, manifest.votes, manifest.opening, opened=False)
        return replace(
            values,
            maps=self._engine.refined(maps),
            weighed=weighed,
        )


def find_inner_tensors(graph: onnx.GraphProto, source: str) -> InnerTensors:
    """Follow the graph from its ends. Raises BundleError when it is not made as ours are."""
    producers = {name: node for node in graph.node for name in node.output}
    label = next((item.name for item in graph.output if item.name == 'label'), '')
    product = next(
        (node for node in _ancestors(label, producers) if node.op_type in _PRODUCTS), None
    )
    weighing = next(
        (node for node in graph.node if node.op_type == 'Div' and 'temperature' in node.input),
        None,
    )
    masked = next(
        (
            node
            for node in _ancestors(weighing.input[0] if weighing else '', producers)
            if node.op_type == 'Where'
        ),
        None,
    )
    if product is None or masked is None:
        raise BundleError(f'{source} is no image graph of vl4ad_ros: {_REMEDY}')
    probabilities, masks = (_past(name, producers) for name in product.input)
    return InnerTensors(masks, probabilities, masked.output[0])


def _past(name: str, producers: dict[str, onnx.NodeProto]) -> str:
    """Return what a tensor was before its axes were put together or exchanged."""
    while name in producers and producers[name].op_type in ('Reshape', 'Transpose'):
        name = producers[name].input[0]
    return name


def _ancestors(name: str, producers: dict[str, onnx.NodeProto]) -> Iterator[onnx.NodeProto]:
    """Return the nodes that a tensor is made by, the last one first."""
    queue, seen = [name], set[str]()
    while queue:
        node = producers.get(queue.pop(0))
        if node is not None and node.output[0] not in seen:
            seen.add(node.output[0])
            yield node
            queue.extend(_inputs(node))


def _inputs(node: onnx.NodeProto) -> Sequence[str]:
    return [name for name in node.input if name]
