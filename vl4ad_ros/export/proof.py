"""The proof that the graphs of a bundle say what its network in torch says."""

import copy
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime import InferenceSession

from ..bundle import IMAGE_GRAPH, Bundle
from ..engine.session import open_session
from ..engine.signature import IMAGE_INPUTS, IMAGE_OUTPUTS
from ..engine.text_encoder import TextEncoder
from ..errors import ExportError
from ..scoring import anomaly_score, class_probabilities
from ..structures import FloatArray, GroupEmbeddings, UInt8Array
from .image_graph import ImageGraph
from .onnx_export import HALF_SUFFIX

SCORE_TOLERANCE = 1e-3  # a mask logit close to zero may fall on either side of the threshold
LABEL_TOLERANCE = 1e-3  # share of pixels; where two groups are equal either may win
TEXT_TOLERANCE = 1e-4  # between unit vectors
_DYNAMIC_HW = (96, 160)
_MASK_FEATURES = 'sem_seg_head.pixel_decoder.mask_features'
_TEXTS = ('', 'road', 'a photo of a car.', 'Überfahrt &amp; 🚧', 'lost cargo ' * 100)


@dataclass(frozen=True)
class Case:
    """Images and a vocabulary to run both on."""

    images: UInt8Array  # (B, H, W, 3)
    text: GroupEmbeddings


@dataclass(frozen=True)
class Differences:
    """Of the image graph; the largest that were seen."""

    score_torch: float  # graph against torch
    score_numpy: float  # graph against scoring.py on torch's mask queries
    labels: float  # share of pixels with another winning group than in torch


def prove_bundle(bundle: Bundle, graph: ImageGraph) -> dict[str, Any]:
    """
    Compare both graphs of a bundle with torch and numpy; return what was found.

    Raises ExportError when a difference is larger than its tolerance.
    """
    path = bundle.path / IMAGE_GRAPH
    cases = _cases(graph)
    session = _open(path)
    differences = [_compare(session, graph, case) for case in cases.values()]
    model, plain = _without_masks(path, graph)
    with tempfile.TemporaryDirectory() as folder:
        emptied = Path(folder) / IMAGE_GRAPH
        onnx.save(model, emptied)
        differences.append(_compare(_open(emptied), plain, cases['two images']))
    found = {
        'score_max_abs_torch': _largest(item.score_torch for item in differences),
        'score_max_abs_numpy': _largest(item.score_numpy for item in differences),
        'labels_changed': _largest(item.labels for item in differences),
        'text_max_abs': _compare_text(bundle, graph),
    }
    _check(found)
    return {
        **{name: float(f'{value:.1e}') for name, value in found.items()},
        'cases': [*cases, 'empty masks'],
        'torch_version': str(torch.__version__),
    }


def _open(path: Path) -> InferenceSession:
    return open_session(path, 'cpu', torch.get_num_threads(), IMAGE_INPUTS, IMAGE_OUTPUTS)


def _cases(graph: ImageGraph) -> dict[str, Case]:
    rng = np.random.default_rng(0)
    height, width = graph.size_hw or _DYNAMIC_HW
    noise = rng.integers(0, 256, (2, height, width, 3), dtype=np.uint8)
    ramp = np.linspace(0, 255, width, dtype=np.uint8)[None, None, :, None]
    smooth = np.broadcast_to(ramp, (1, height, width, 3)).copy()
    dim = graph.network.config.clip.embed_dim
    padded = _random_text(rng, 6, 4, dim)
    padded.concept_mask[2] = padded.concept_mask[1, 1:] = False
    padded.concepts[~padded.concept_mask] = 0
    return {
        'one image': Case(smooth, _random_text(rng, 20, 5, dim)),
        'two images': Case(noise, _random_text(rng, 20, 5, dim)),
        'one concept': Case(noise[:1], _random_text(rng, 1, 1, dim)),
        '1000 concepts': Case(noise[:1], _random_text(rng, 40, 25, dim)),
        'padding': Case(noise[:1], padded),
    }


def _random_text(rng: np.random.Generator, groups: int, length: int, dim: int) -> GroupEmbeddings:
    concepts = rng.standard_normal((groups, length, dim), dtype=np.float32)
    return GroupEmbeddings(
        concepts=concepts / np.linalg.norm(concepts, axis=-1, keepdims=True),
        concept_mask=np.ones((groups, length), np.bool_),
        known=np.arange(groups) < (groups + 1) // 2,
        names=tuple(map(str, range(groups))),
        temperature=0.05,
        digest='',
    )


def _compare(session: InferenceSession, graph: ImageGraph, case: Case) -> Differences:
    text = case.text
    feed = {
        'image': case.images,
        'concepts': text.concepts,
        'concept_mask': text.concept_mask,
        'known': text.known,
        'temperature': np.array(text.temperature, np.float32),
    }
    score, label = session.run(['anomaly', 'label'], feed)
    with torch.inference_mode():
        torch_score, torch_label = graph(*map(torch.from_numpy, feed.values()))
    return Differences(
        score_torch=_max_abs(score, torch_score.numpy()),
        score_numpy=_max_abs(score, _score_in_numpy(graph, case)),
        labels=float((label != torch_label.numpy()).mean()),
    )


def _score_in_numpy(graph: ImageGraph, case: Case) -> FloatArray:  # (B, h, w)
    with torch.inference_mode():
        queries = graph.queries(torch.from_numpy(case.images))
    void = graph.network.void_embedding
    void_embedding = None if void is None else void.weight[0].detach().numpy()
    scores = []
    for logits, embeddings in zip(queries.mask_logits, queries.mask_embeddings, strict=True):
        probabilities = class_probabilities(embeddings.numpy(), case.text, void_embedding)
        scores.append(anomaly_score(logits.numpy(), probabilities, case.text.known))
    return np.stack(scores)


def _without_masks(path: Path, graph: ImageGraph) -> tuple[onnx.ModelProto, ImageGraph]:
    """
    Return the graph and its ONNX with masks that are empty or cover everything.

    Mask features that do not depend on the image give each query one number as its mask logit.
    """
    model = onnx.load(path)
    weights = [
        tensor
        for tensor in model.graph.initializer
        if tensor.name.removesuffix(HALF_SUFFIX) == f'network.{_MASK_FEATURES}.weight'
    ]
    if len(weights) != 1:
        raise ExportError(
            f'the proof finds no {_MASK_FEATURES} in {path.name}: '
            'export with the versions of torch and onnxscript in constraints.txt'
        )
    zeros = np.zeros_like(numpy_helper.to_array(weights[0]))
    weights[0].CopyFrom(numpy_helper.from_array(zeros, weights[0].name))
    plain = copy.deepcopy(graph)
    torch.nn.init.zeros_(plain.network.get_parameter(f'{_MASK_FEATURES}.weight'))
    return model, plain


def _compare_text(bundle: Bundle, graph: ImageGraph) -> float:
    encoder = TextEncoder(bundle)
    tokens = torch.from_numpy(encoder.tokenize(_TEXTS))
    with torch.inference_mode():
        expected = torch.nn.functional.normalize(graph.network.clip(tokens), dim=-1)
    found = torch.nn.functional.normalize(torch.from_numpy(encoder.encode(_TEXTS)), dim=-1)
    return _max_abs(found.numpy(), expected.numpy())


def _max_abs(found: FloatArray, expected: FloatArray) -> float:
    return _largest(np.abs(found - expected).flat)


def _largest(values: Iterable[float]) -> float:
    return float(np.max(np.fromiter(values, np.float64)))  # NaN stays NaN, unlike with max()


def _check(found: dict[str, float]) -> None:
    tolerances = dict.fromkeys(found, SCORE_TOLERANCE)
    tolerances |= {'labels_changed': LABEL_TOLERANCE, 'text_max_abs': TEXT_TOLERANCE}
    for name, value in found.items():
        if not value <= tolerances[name]:
            raise ExportError(
                f'the ONNX graphs differ from torch, {name} is {value:.1e} and may be '
                f'{tolerances[name]:.0e}: export with the versions in constraints.txt'
            )
