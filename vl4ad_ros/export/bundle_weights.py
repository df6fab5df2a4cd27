"""From a bundle back to weights that a training can begin with."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from torch import Tensor
from torch.nn import functional

from ..bundle import IMAGE_GRAPH, Bundle
from ..errors import ExportError
from ..model.config import ARCHITECTURES
from ..model.network import SegmentationNetwork
from ..model.weights import CLIP_PREFIX
from ..structures import FloatArray
from .deform_conv import DEFORM_CONV_OPSET
from .image_graph import ImageGraph, export_image_graph
from .onnx_export import widen_halves
from .optimisation import BASIC, optimise
from .proof import TOLERANCES, measure_image_graph, too_large
from .proof_cases import make_cases
from .reference import compute_references

# The bits of float32 from here on, counted up, are so many different numbers above 8 million: no
# constant of a graph is one of them.
_FIRST_BITS = 0x4B000000
_TRUNK = f'{CLIP_PREFIX}visual.trunk.'
_LOGIT_SCALE = 'sem_seg_head.predictor.logit_scale'  # in a graph an input, the temperature
_VOID = 'void_embedding.weight'  # in a graph of length 1


class _Place(NamedTuple):
    """Where a graph uses a constant, as far as two exports of one network agree on it."""

    operator: str
    argument: int
    shape: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Constant:
    place: _Place
    values: FloatArray


def decoder_weights(bundle: Bundle, progress: Callable[[str], None]) -> dict[str, Tensor]:
    """
    Return the decoder of a bundle, by FC-CLIP's names, as a training saves it.

    A graph has lost the names of some weights, and turned or cut others. So the architecture is
    exported once more with its weights numbered: where a number comes out, there the bundle has
    the weight. The network that this gives is compared with the bundle as an export is. The void
    embedding has length 1, as its length does not count. Raises ExportError for a bundle that is
    untrained, not in single precision or has a second classifier, and for one of another exporter.
    """
    manifest = bundle.manifest
    _check_kind(bundle)
    network = SegmentationNetwork(ARCHITECTURES[manifest.architecture])
    graph = ImageGraph(
        network,
        manifest.fixed_hw,
        None,
        manifest.baselines,
        manifest.query,
        manifest.families,
        manifest.votes is not None,
    ).eval()
    progress('exporting the architecture with numbered weights')
    numbers = _number_weights(network)
    numbered = export_image_graph(graph, manifest.opset == DEFORM_CONV_OPSET)
    progress('reading the weights')
    constants = list(_constants(onnx.load(bundle.path / IMAGE_GRAPH)))
    places = list(_constants(optimise(numbered, BASIC)))
    if [one.place for one in places] != [one.place for one in constants]:
        raise _foreign(bundle)
    weights = _read_weights(numbers, places, constants)
    weights[_LOGIT_SCALE] = torch.tensor(-log(manifest.temperature))
    decoder = {name: x for name, x in weights.items() if not name.startswith(CLIP_PREFIX)}
    if lost := [name for name, x in decoder.items() if x.isnan().any()]:
        raise ExportError(  # the exporter computes small constants itself
            f'{bundle.path} has {", ".join(lost)} joined with other constants, as happens for '
            'small images: give one that was exported at a larger size'
        )
    network.load_state_dict(weights, strict=False)
    progress('comparing with the bundle')
    _compare(bundle, graph)
    return decoder


def _check_kind(bundle: Bundle) -> None:
    manifest = bundle.manifest
    if not manifest.trained:  # besides, a graph joins what is equal, as the weights of norms
        raise ExportError(
            f'{bundle.path} has learned nothing: begin a training with an encoder alone'
        )
    if manifest.precision != 'fp32':
        raise ExportError(
            f'{bundle.path} is in {manifest.precision}, which has lost digits: give the bundle in '
            'fp32 that it was made beside'
        )
    if manifest.ensemble is not None:
        raise ExportError(
            f"{bundle.path} has FC-CLIP's second classifier: give the bundle that was exported "
            'without --ensemble'
        )
    if manifest.architecture not in ARCHITECTURES:
        raise ExportError(
            f'{bundle.path} has the architecture {manifest.architecture!r}, which is not known '
            'here: install the version of vl4ad_ros that exported it'
        )


def _foreign(bundle: Bundle) -> ExportError:
    versions = bundle.manifest.proof.get('torch_version', 'another')
    return ExportError(
        f'{bundle.path} is not built as torch {torch.__version__} builds its architecture: '
        f'install the versions of its export (torch: {versions})'
    )


def _number_weights(network: SegmentationNetwork) -> dict[str, Tensor]:
    """Give each weight that an image graph has a value of its own, and return them by name."""
    numbers, first = {}, _FIRST_BITS
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name.startswith(CLIP_PREFIX) and not name.startswith(_TRUNK):
                continue
            bits = np.arange(first, first + parameter.numel(), dtype=np.uint32)
            values = torch.from_numpy(bits.view(np.float32)).reshape(parameter.shape)
            parameter.copy_(values)
            numbers[name] = values
            first += parameter.numel()
    return numbers


def _constants(model: onnx.ModelProto) -> Iterator[_Constant]:
    """Give the constants of a graph in the order in which they are used first."""
    widen_halves(model)
    floats = {
        tensor.name: tensor
        for tensor in model.graph.initializer
        if tensor.data_type == TensorProto.FLOAT
    }
    for node in model.graph.node:
        for argument, name in enumerate(node.input):
            if tensor := floats.pop(name, None):
                place = _Place(node.op_type, argument, tuple(tensor.dims))
                yield _Constant(place, numpy_helper.to_array(tensor))


def _read_weights(
    numbers: dict[str, Tensor],
    places: Sequence[_Constant],  # whose values are numbers
    constants: Sequence[_Constant],
) -> dict[str, Tensor]:
    """Return for each name the values that stand where its numbers do, NaN where none do."""
    ends = np.cumsum([x.numel() for x in numbers.values()])
    flat = np.full(ends[-1], np.nan, np.float32)
    unit_void = functional.normalize(numbers[_VOID], dim=-1).numpy() if _VOID in numbers else None
    void = {}
    for place, constant in zip(places, constants, strict=True):
        index = place.values.view(np.uint32).astype(np.int64) - _FIRST_BITS
        if ((index >= 0) & (index < flat.size)).all():
            flat[index] = constant.values
        elif unit_void is not None and _is_equal(place.values, unit_void):
            void = {_VOID: torch.from_numpy(constant.values.reshape(unit_void.shape).copy())}
    rows = np.split(flat, ends[:-1])
    return {
        name: torch.from_numpy(row.reshape(x.shape).copy())
        for (name, x), row in zip(numbers.items(), rows, strict=True)
    } | void


def _is_equal(values: FloatArray, others: FloatArray) -> bool:
    return values.size == others.size and np.allclose(values.ravel(), others.ravel())


def _compare(bundle: Bundle, graph: ImageGraph) -> None:
    """Raise ExportError where the network does not say what the bundle does."""
    dim = graph.network.config.clip.embed_dim
    references = compute_references(graph, make_cases(graph.size_hw, dim, (), None, ()))
    figures = measure_image_graph(bundle.path / IMAGE_GRAPH, references, graph)
    of_images = {name: TOLERANCES['fp32'][name] for name in figures.keys() & TOLERANCES['fp32']}
    if too_large(figures, of_images):
        raise _foreign(bundle)
