"""The image graph: a camera image and a vocabulary's embeddings to two small maps."""

import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..engine.signature import IMAGE_INPUTS, IMAGE_OUTPUTS
from ..model.network import STRIDE, MaskQueries, SegmentationNetwork
from .onnx_export import export_onnx
from .scoring_module import score_maps

MASK_STRIDE = 4
_EXAMPLE_HW = (128, 160)  # of a dynamic graph: two sizes that no other dimension has


class ImageGraph(nn.Module):
    """
    Normalisation, padding, network and scoring.

    With `size_hw` the graph takes images of that size alone and pads them itself, as FC-CLIP
    does: with zeros, after the normalisation. Without, sizes are multiples of 32.
    """

    mean: Tensor  # (3, 1, 1)
    std: Tensor

    def __init__(self, network: SegmentationNetwork, size_hw: tuple[int, int] | None) -> None:
        super().__init__()
        self.network = network
        self.size_hw = size_hw
        self.register_buffer('mean', _pixel_constant(network.config.pixel_mean))
        self.register_buffer('std', _pixel_constant(network.config.pixel_std))

    def forward(
        self,
        image: Tensor,  # (B, H, W, 3) uint8, RGB
        concepts: Tensor,  # (G, L, D), unit length
        concept_mask: Tensor,  # (G, L) bool
        known: Tensor,  # (G,) bool
        temperature: Tensor,  # ()
    ) -> tuple[Tensor, Tensor]:  # (B, h, w) float32 in [0, 1], (B, h, w) int32
        """Return the anomaly score and the winning group at mask stride."""
        mask_logits, mask_embeddings, _ = self.queries(image)
        void = self.network.void_embedding
        return score_maps(
            mask_logits,
            mask_embeddings,
            concepts,
            concept_mask,
            known,
            temperature,
            None if void is None else void.weight[0],
        )

    def queries(self, image: Tensor) -> MaskQueries:  # (B, H, W, 3) uint8
        """Normalise, pad and run the network; the masks cover the image and nothing else."""
        pixels = (image.permute(0, 3, 1, 2).float() - self.mean) / self.std
        if self.size_hw is None:
            queries: MaskQueries = self.network(pixels)
            return queries
        height, width = self.size_hw
        queries = self.network(functional.pad(pixels, (0, -width % STRIDE, 0, -height % STRIDE)))
        rows, columns = -(-height // MASK_STRIDE), -(-width // MASK_STRIDE)
        return queries._replace(mask_logits=queries.mask_logits[..., :rows, :columns])


def export_image_graph(graph: ImageGraph) -> onnx.ModelProto:
    """Trace the graph; batch, groups and concepts are dynamic, the size where none is fixed."""
    batch, groups, length = (torch.export.Dim(name, min=1) for name in 'BGL')
    image_dims = {0: batch}
    if graph.size_hw is None:
        image_dims[1] = STRIDE * torch.export.Dim('H32', min=2)
        image_dims[2] = STRIDE * torch.export.Dim('W32', min=2)
    return export_onnx(
        graph,
        _example_inputs(graph),
        inputs=IMAGE_INPUTS,
        outputs=IMAGE_OUTPUTS,
        dynamic_shapes=(
            image_dims,
            {0: groups, 1: length},
            {0: groups, 1: length},
            {0: groups},
            {},
        ),
    )


def _example_inputs(graph: ImageGraph) -> tuple[Tensor, ...]:
    height, width = graph.size_hw or _EXAMPLE_HW
    groups, length, dim = 5, 3, graph.network.config.clip.embed_dim
    return (
        torch.zeros((2, height, width, 3), dtype=torch.uint8),
        torch.zeros((groups, length, dim)),
        torch.ones((groups, length), dtype=torch.bool),
        torch.ones(groups, dtype=torch.bool),
        torch.tensor(0.07),
    )


def _pixel_constant(values: tuple[float, float, float]) -> Tensor:
    return torch.tensor(values).reshape(3, 1, 1)
