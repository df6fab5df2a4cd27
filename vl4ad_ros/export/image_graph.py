"""The image graph: a camera image and a vocabulary's embeddings to two small maps."""

from typing import Any, NamedTuple

import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..engine.signature import TensorSpec, image_inputs, image_outputs
from ..ensemble import Ensemble
from ..model.classification import class_logits, ensemble_probabilities
from ..model.network import STRIDE, MaskQueries, SegmentationNetwork
from .baseline_module import baseline_maps
from .deform_conv import deform_conv_attention, raise_opset
from .onnx_export import export_onnx
from .scoring_module import (
    anomaly_score,
    group_evidence,
    strongest_query,
    votes_against_known,
    winning_group,
)
from .softmax_guard import drop_softmax_guards

MASK_STRIDE = 4
_EXAMPLE_HW = (128, 160)  # of a dynamic graph: two sizes that no other dimension has


class Findings(NamedTuple):
    """What the graph scores. The masks cover the image and nothing else."""

    mask_logits: Tensor  # (B, N, h, w) float32
    mask_embeddings: Tensor  # (B, N, D) float32
    clip_embeddings: Tensor | None  # (B, N, D) float32, for the second classifier


class ImageGraph(nn.Module):
    """
    Normalisation, padding, network and scoring.

    With `size_hw` the graph takes images of that size alone and pads them itself, as FC-CLIP
    does: with zeros, after the normalisation. Without, sizes are multiples of 32. Without
    `families` there is no such input, and no second classifier. The network may
    be in half precision; normalisation and scoring are in single precision always.
    """

    mean: Tensor  # (3, 1, 1)
    std: Tensor

    def __init__(
        self,
        network: SegmentationNetwork,
        size_hw: tuple[int, int] | None,
        ensemble: Ensemble | None = None,  # None: the decoder's classifier alone
        baselines: tuple[str, ...] = (),  # scores of others to give as well
        with_query: bool = False,  # whether to give the strongest query of each pixel as well
        families: bool = True,  # whether it is told what to add up; bundles of before are not
        with_votes: bool = False,  # whether to give the votes against all known groups as well
    ) -> None:
        super().__init__()
        self.network = network
        self.size_hw = size_hw
        self.ensemble = ensemble
        self.baselines = baselines
        self.with_query = with_query
        self.families = families
        self.with_votes = with_votes
        self.register_buffer('mean', _pixel_constant(network.config.pixel_mean))
        self.register_buffer('std', _pixel_constant(network.config.pixel_std))

    @property
    def inputs(self) -> tuple[TensorSpec, ...]:
        """What goes into the exported graph."""
        return image_inputs(self.ensemble, self.families)

    @property
    def outputs(self) -> tuple[TensorSpec, ...]:
        """What comes out of it."""
        return image_outputs(self.baselines, self.with_query, self.with_votes)

    def forward(
        self,
        image: Tensor,  # (B, H, W, 3) uint8, RGB
        concepts: Tensor,  # (G, L, D), unit length
        concept_mask: Tensor,  # (G, L) bool
        known: Tensor,  # (G,) bool
        temperature: Tensor,  # ()
        families: Tensor | None = None,  # (G,) int32, see scoring_module.anomaly_score
        seen: Tensor | None = None,  # (G,) bool, with an ensemble alone
    ) -> tuple[Tensor, ...]:  # (B, h, w) float32 in [0, 1], (B, h, w) int32
        """Return anomaly score, winning group and what else was asked for."""
        text = concepts, concept_mask, known, temperature, families, seen
        return self.score(self.find(image), *text)

    def score(
        self,
        findings: Findings,
        concepts: Tensor,
        concept_mask: Tensor,
        known: Tensor,
        temperature: Tensor,
        families: Tensor | None = None,
        seen: Tensor | None = None,
    ) -> tuple[Tensor, ...]:
        """Return what forward does, from what the network has found."""
        probabilities = self._classify(findings, concepts, concept_mask, temperature, seen)
        evidence = group_evidence(findings.mask_logits, probabilities)
        maps = [anomaly_score(evidence, known, families), winning_group(evidence)]
        if self.baselines:
            maps.append(baseline_maps(evidence, known, self.baselines))
        if self.with_query:
            maps.append(strongest_query(findings.mask_logits, probabilities))
        if self.with_votes:
            maps.append(votes_against_known(findings.mask_logits, probabilities, known))
        return tuple(maps)

    def find(self, image: Tensor) -> Findings:  # (B, H, W, 3) uint8
        """Normalise, pad and run the network."""
        pixels = (image.permute(0, 3, 1, 2).float() - self.mean) / self.std
        if self.size_hw is not None:
            height, width = self.size_hw
            pixels = functional.pad(pixels, (0, -width % STRIDE, 0, -height % STRIDE))
        queries: MaskQueries = self.network(pixels.to(self.network.temperature.dtype))
        masks = queries.mask_logits
        if self.size_hw is not None:
            masks = masks[..., : -(-height // MASK_STRIDE), : -(-width // MASK_STRIDE)]
        clip = self.network.pooled_clip_embeddings(queries).float() if self.ensemble else None
        return Findings(masks.float(), queries.mask_embeddings.float(), clip)

    def _classify(
        self,
        findings: Findings,
        concepts: Tensor,
        concept_mask: Tensor,
        temperature: Tensor,
        seen: Tensor | None,
    ) -> Tensor:  # (B, N, G)
        void = self.network.void_embedding
        logits = class_logits(
            findings.mask_embeddings,
            concepts,
            concept_mask,
            temperature,
            None if void is None else void.weight[0].float(),
        )
        groups = concepts.shape[0]
        probabilities = logits.softmax(dim=-1)
        if self.ensemble is None:
            return probabilities[..., :groups]  # void wins nothing
        assert findings.clip_embeddings is not None
        assert seen is not None
        return ensemble_probabilities(
            logits[..., :groups],
            class_logits(
                findings.clip_embeddings,
                concepts,
                concept_mask,
                self.network.clip_temperature.float(),
                None,
            ),
            0 if void is None else probabilities[..., groups:],
            seen,
            self.ensemble.alpha,
            self.ensemble.beta,
        )


def export_image_graph(graph: ImageGraph, deform_conv: bool = False) -> onnx.ModelProto:
    """
    Trace the graph; batch, groups and concepts are dynamic, the size where none is fixed.

    With `deform_conv` deformable attention is ONNX's DeformConv, for which the size must be fixed.
    """
    if not deform_conv:
        return _trace(graph)
    with deform_conv_attention(graph.network):
        model = _trace(graph)
    raise_opset(model)
    return model


def _trace(graph: ImageGraph) -> onnx.ModelProto:
    batch, groups, length = (torch.export.Dim(name, min=1) for name in 'BGL')
    image_dims = {0: batch}
    if graph.size_hw is None:
        image_dims[1] = STRIDE * torch.export.Dim('H32', min=2)
        image_dims[2] = STRIDE * torch.export.Dim('W32', min=2)
    inputs = graph.inputs
    text_dims: tuple[dict[int, Any], ...] = (
        {0: groups, 1: length},
        {0: groups, 1: length},
        {0: groups},
        {},
        {0: groups},
        {0: groups},
    )
    model = export_onnx(
        graph,
        _example_inputs(graph)[: len(inputs)],
        inputs=inputs,
        outputs=graph.outputs,
        dynamic_shapes=(image_dims, *text_dims)[: len(inputs)],
    )
    drop_softmax_guards(model)
    return model


def _example_inputs(graph: ImageGraph) -> tuple[Tensor, ...]:
    height, width = graph.size_hw or _EXAMPLE_HW
    groups, length, dim = 5, 3, graph.network.config.clip.embed_dim
    return (
        torch.zeros((2, height, width, 3), dtype=torch.uint8),
        torch.zeros((groups, length, dim)),
        torch.ones((groups, length), dtype=torch.bool),
        torch.ones(groups, dtype=torch.bool),
        torch.tensor(0.07),
        torch.arange(groups, dtype=torch.int32),
        torch.ones(groups, dtype=torch.bool),
    )


def _pixel_constant(values: tuple[float, float, float]) -> Tensor:
    return torch.tensor(values).reshape(3, 1, 1)
