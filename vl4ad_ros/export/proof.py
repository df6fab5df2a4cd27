"""The proof that the graphs of a bundle say what its network in torch says."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime import InferenceSession
from torch import nn

from ..bundle import IMAGE_GRAPH, Bundle
from ..engine.session import open_session
from ..engine.signature import BASELINES, QUERY, VOTES
from ..engine.text_encoder import TextEncoder
from ..errors import ExportError
from ..structures import FloatArray
from .agreement import ap_loss, rank_correlation
from .image_graph import ImageGraph
from .onnx_writer import write_onnx
from .reference import MASK_FEATURES, Reference, References

TEXT_TOLERANCE = 1e-4  # between unit vectors
FINITE = 1.0  # any score will do: a mask whose logits are all close to zero may be full or empty
# The largest differences that may be. What is less precise than torch must still put the same
# pixels on top.
TOLERANCES: Mapping[str, Mapping[str, float]] = {
    'fp32': {
        'score_max_abs_torch': 1e-2,  # where a mask logit falls on the other side of its threshold
        'score_mean_abs_torch': 1e-4,
        'score_mean_abs_numpy': 1e-4,
        'baselines_mean_abs_numpy': 1e-3,
        'labels_changed': 1e-3,  # where two groups are equal either may win
        'queries_changed': 1e-2,  # and of two queries, of which there are more
        'votes_mean_abs_numpy': 1e-2,  # of many queries
        'ap_loss': 1e-2,
        'flat_masks_max_abs': 1e-3,
        'text_max_abs': TEXT_TOLERANCE,
    },
    'fp16': {
        'score_max_abs_torch': FINITE,
        'score_mean_abs_torch': 5e-2,
        'ap_loss': 5e-2,
        'rank_loss': 5e-2,
        'flat_masks_max_abs': FINITE,
        'text_max_abs': TEXT_TOLERANCE,
    },
    'int8': {
        'score_max_abs_torch': FINITE,
        'score_mean_abs_torch': 1e-1,
        'ap_loss': 1e-1,
        'rank_loss': 1e-1,
        'flat_masks_max_abs': FINITE,
        'text_max_abs': TEXT_TOLERANCE,
    },
}
_SPREAD = 0.05  # standard deviation of a score that says something
_TEXTS = ('', 'road', 'a photo of a car.', 'Überfahrt &amp; 🚧', 'lost cargo ' * 100)


def prove_bundle(bundle: Bundle, references: References, graph: ImageGraph) -> dict[str, Any]:
    """
    Compare both graphs of a bundle with torch and numpy; return what was found.

    Raises ExportError when a difference is larger than the precision's tolerance.
    """
    manifest = bundle.manifest
    figures = measure_image_graph(bundle.path / IMAGE_GRAPH, references, graph)
    figures['text_max_abs'] = _compare_text(bundle, graph.network.clip)
    _check(figures, manifest.precision)
    return {
        **{name: float(f'{value:.1e}') for name, value in figures.items()},
        'cases': [*(item.case.name for item in references.usual), 'empty masks'],
        'torch_version': str(torch.__version__),
    }


def measure_image_graph(path: Path, references: References, graph: ImageGraph) -> dict[str, float]:
    """Return how far an image graph is from torch and from numpy, in its worst case."""
    session = _open(path, graph)
    measured = [_measure(session, item) for item in references.usual]
    ordered = _where_order_counts(references)
    losses = {
        name: _largest(
            figures[name]
            for item, figures in zip(references.usual, measured, strict=True)
            if item in ordered
        )
        for name in ('score_mean_abs_torch', 'ap_loss', 'rank_loss')
    }
    with tempfile.TemporaryDirectory() as folder:
        flat = Path(folder) / IMAGE_GRAPH
        _save_with_flat_masks(path, flat)
        flat_figures = _measure(_open(flat, graph), references.flat_masks)
    worst = {name: _largest(figures[name] for figures in measured) for name in measured[0]}
    return {**worst, **losses, 'flat_masks_max_abs': flat_figures['score_max_abs_torch']}


def _where_order_counts(references: References) -> list[Reference]:
    """
    Return the pictures, or without any the cases whose pixels differ.

    Before random vectors nearly all pixels of some images have one score, and rounding alone
    orders them.
    """
    pictures = [item for item in references.usual if item.is_picture]
    if pictures:
        return pictures
    spread = [item for item in references.usual if item.score.std() >= _SPREAD]
    return spread or list(references.usual)


def _open(path: Path, graph: ImageGraph) -> InferenceSession:
    return open_session(path, 'cpu', torch.get_num_threads(), graph.inputs, graph.outputs)


def _measure(session: InferenceSession, reference: Reference) -> dict[str, float]:
    names = [item.name for item in session.get_outputs()]
    maps = dict(zip(names, session.run(names, reference.feed), strict=True))
    score = maps['anomaly']
    difference = np.abs(score - reference.score)
    baselines = maps.get(BASELINES.name, reference.baselines_numpy)  # which are none then
    query = maps.get(QUERY.name, reference.query_numpy)
    votes = maps.get(VOTES.name, reference.votes_numpy)
    return {
        'score_max_abs_torch': float(difference.max()),
        'score_mean_abs_torch': float(difference.mean()),
        'score_mean_abs_numpy': float(np.abs(score - reference.score_numpy).mean()),
        'baselines_mean_abs_numpy': _mean_abs(baselines, reference.baselines_numpy),
        'labels_changed': float((maps['label'] != reference.label).mean()),
        'queries_changed': float((query != reference.query_numpy).mean()),
        'votes_mean_abs_numpy': _mean_abs(votes, reference.votes_numpy),
        'ap_loss': ap_loss(score.ravel(), reference.score.ravel()),
        'rank_loss': 1 - rank_correlation(score.ravel(), reference.score.ravel()),
    }


def _save_with_flat_masks(path: Path, target: Path) -> None:
    """Write the graph with mask features that do not depend on the image."""
    model = onnx.load(path)
    weights = [
        tensor
        for tensor in model.graph.initializer
        if tensor.name.startswith(f'network.{MASK_FEATURES}.weight') and len(tensor.dims) == 4
    ]
    if len(weights) != 1:
        raise ExportError(
            f'the proof finds no {MASK_FEATURES} in {path.name}: '
            'export with the versions of torch and onnxscript in constraints.txt'
        )
    zeros = np.zeros_like(numpy_helper.to_array(weights[0]))
    weights[0].CopyFrom(numpy_helper.from_array(zeros, weights[0].name))
    write_onnx(model, target)


def _compare_text(bundle: Bundle, tower: nn.Module) -> float:
    encoder = TextEncoder(bundle)
    tokens = torch.from_numpy(encoder.tokenize(_TEXTS))
    with torch.inference_mode():
        expected = torch.nn.functional.normalize(tower(tokens), dim=-1)
    found = torch.nn.functional.normalize(torch.from_numpy(encoder.encode(_TEXTS)), dim=-1)
    return _max_abs(found.numpy(), expected.numpy())


def _mean_abs(found: FloatArray, expected: FloatArray) -> float:
    return float(np.abs(found - expected).mean()) if found.size else 0.0


def _max_abs(found: FloatArray, expected: FloatArray) -> float:
    return _largest(np.abs(found - expected).flat)


def _largest(values: Iterable[float]) -> float:
    return float(np.max(np.fromiter(values, np.float64)))  # NaN stays NaN, unlike with max()


def too_large(figures: Mapping[str, float], tolerances: Mapping[str, float]) -> list[str]:
    """Return the names of the figures that are beyond their tolerance; NaN is."""
    return [name for name, tolerance in tolerances.items() if not figures[name] <= tolerance]


def _check(figures: Mapping[str, float], precision: str) -> None:
    tolerances = TOLERANCES[precision]
    for name in too_large(figures, tolerances):
        raise ExportError(
            f'the ONNX graphs in {precision} differ from torch, {name} is '
            f'{figures[name]:.1e} and may be {tolerances[name]:.0e}: export in another precision, '
            'or with the versions in constraints.txt'
        )
