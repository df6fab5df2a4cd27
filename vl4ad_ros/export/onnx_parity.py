"""Do the exported graphs compute what FC-CLIP's original code computed? From pixels to scores."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ..engine.session import open_session
from ..engine.signature import TEXT_INPUTS, TEXT_OUTPUTS
from ..ensemble import Ensemble
from ..model.classification import average_templates, group_concepts
from ..model.network import SegmentationNetwork
from .golden import Golden
from .image_graph import MASK_STRIDE, ImageGraph, export_image_graph
from .onnx_writer import write_onnx
from .optimisation import BASIC, optimise
from .scoring_module import anomaly_score, group_evidence
from .text_graph import export_text_graph

_UNCLIPPED = 'max logit'  # shows differences also where the score is 0

Stage = tuple[str, Tensor, Tensor]  # name, what the graph computes, what the original computed


def onnx_stages(network: SegmentationNetwork, golden: Golden) -> Iterator[Stage]:
    """
    Compare the text graph, then the image graphs of both classifiers, fed with its vectors.

    The golden has no anomaly score: it is computed from its masks and probabilities. The last
    class is taken as an OOD prompt.
    """
    features = _text_features(network, golden)
    yield 'onnx: text_features_unnormalized', features, golden['text_features_unnormalized']
    rows = average_templates(features, len(golden.templates))
    trained = Ensemble(tuple(sorted(golden.trained_concepts)), golden.alpha, golden.beta)
    classes = len(golden.classes)
    known = torch.arange(classes) < max(1, classes - 1)
    height, width = (-(-side // MASK_STRIDE) for side in golden.size_hw)
    masks = golden['pred_masks'][..., :height, :width]
    classifiers = {
        'in vocabulary': (None, golden['pred_logits']),
        'ensemble': (trained, golden['ensembled_log_probs'][None]),
    }
    for name, (ensemble, logits) in classifiers.items():
        score, unclipped = _run_image_graph(network, golden, ensemble, rows, known)
        evidence = group_evidence(masks, logits.softmax(-1)[..., :classes])
        yield f'onnx: anomaly, {name}', score, anomaly_score(evidence, known, None)
        yield f'onnx: max logit, {name}', unclipped, -evidence[:, known].amax(dim=1)


def _text_features(network: SegmentationNetwork, golden: Golden) -> Tensor:  # (texts, D)
    model = export_text_graph(network.clip, network.config.clip.context_length)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'text.onnx'
        write_onnx(optimise(model, BASIC), path)
        session = open_session(path, 'cpu', torch.get_num_threads(), TEXT_INPUTS, TEXT_OUTPUTS)
        (features,) = session.run(None, {'tokens': golden['text_tokens'].numpy()})
    return torch.from_numpy(features)


def _run_image_graph(
    network: SegmentationNetwork,
    golden: Golden,
    ensemble: Ensemble | None,
    rows: Tensor,  # (concepts, D)
    known: Tensor,  # (classes,) bool
) -> tuple[Tensor, Tensor]:  # (1, h, w) each: the score, and what it is before it is clipped
    graph = ImageGraph(network, golden.size_hw, ensemble, (_UNCLIPPED,)).eval()
    concepts, mask = group_concepts(rows, [len(texts) for texts in golden.classes])
    image = golden['image_rgb_0_255'].permute(1, 2, 0)[None]
    feed = {
        'image': image.numpy().astype(np.uint8),
        'concepts': concepts.numpy(),
        'concept_mask': mask.numpy(),
        'known': known.numpy(),
        'temperature': network.temperature.detach().numpy(),
    }
    feed['families'] = np.arange(len(known), dtype=np.int32)
    if ensemble:
        feed['seen'] = ensemble.seen(golden.classes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'image.onnx'
        write_onnx(optimise(export_image_graph(graph), BASIC), path)
        session = open_session(path, 'cpu', torch.get_num_threads(), graph.inputs, graph.outputs)
        score, _, baselines = session.run(None, feed)
    return torch.from_numpy(score), torch.from_numpy(baselines[:, 0])
