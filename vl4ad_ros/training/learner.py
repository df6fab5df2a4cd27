"""The network with its frozen encoder, its frozen text and its losses: pictures to losses."""
# torch leaves the call of a module untyped.
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from ..model.classification import class_logits
from ..model.network import SegmentationNetwork
from ..structures import GroupEmbeddings
from .encoder import ENCODER_PREFIX
from .losses import LayerOutput, Target, layer_losses
from .settings import LossSettings


class Learner(nn.Module):
    """
    What is trained: only the decoder, its logit scale and void embedding learn.

    It is a module, so that precision and several devices work as with any other.
    """

    concepts: Tensor  # (K, L, D)
    concept_mask: Tensor  # (K, L)
    pixel_mean: Tensor  # (3, 1, 1)
    pixel_std: Tensor

    def __init__(
        self, network: SegmentationNetwork, text: GroupEmbeddings, settings: LossSettings
    ) -> None:
        super().__init__()
        self.network = network
        self.settings = settings
        constants = {
            'concepts': torch.from_numpy(text.concepts),
            'concept_mask': torch.from_numpy(text.concept_mask),
            'pixel_mean': torch.tensor(network.config.pixel_mean)[:, None, None],
            'pixel_std': torch.tensor(network.config.pixel_std)[:, None, None],
        }
        for name, constant in constants.items():
            self.register_buffer(name, constant, persistent=False)

    def forward(
        self,
        images: Tensor,  # (B, H, W, 3) uint8, RGB
        target: Target,
        seed: int,  # of the points that are drawn
    ) -> Tensor:  # (layers + 1, 3) losses of classes, masks and dice, weighted
        """Return the losses of what the queries hold before the first layer and after each."""
        generator = torch.Generator(images.device).manual_seed(seed)
        concept_mask = draw_concepts(self.concept_mask, self.settings.concept_dropout, generator)
        layers = self.network.every_layer(self.normalise(images))
        void = self.network.void_embedding is not None
        losses = []
        with torch.autocast(images.device.type, enabled=False):
            for mask_logits, embeddings, _ in layers:
                logits = self.classify(embeddings, concept_mask)
                output = LayerOutput(logits, mask_logits.float())
                losses.append(layer_losses(output, target, void, self.settings, generator))
        return torch.stack(losses)

    def classify(
        self,
        embeddings: Tensor,  # (B, N, D), of any length
        concept_mask: Tensor | None = None,  # (K, L) bool, those with a part in it; None: all
    ) -> Tensor:  # (B, N, K), with void (B, N, K + 1)
        """Compare mask embeddings with the classes: the logits of Eq. 1, in single precision."""
        void = self.network.void_embedding
        return class_logits(
            embeddings.float(),
            self.concepts,
            self.concept_mask if concept_mask is None else concept_mask,
            self.network.temperature,
            None if void is None else void.weight[0],
        )

    def normalise(self, images: Tensor) -> Tensor:  # (B, H, W, 3) uint8 -> (B, 3, H, W)
        """Bring pixels into the range the encoder knows."""
        return (images.permute(0, 3, 1, 2).float() - self.pixel_mean) / self.pixel_std

    def learned(self) -> Iterator[tuple[str, nn.Parameter]]:
        """Yield what learns, by its name in the network."""
        for name, parameter in self.network.named_parameters():
            if not name.startswith(ENCODER_PREFIX):
                yield name, parameter


def draw_concepts(
    concept_mask: Tensor,  # (K, L) bool, True where a concept stands
    dropout: float,  # chance that one is left out
    generator: torch.Generator,
) -> Tensor:  # (K, L) bool
    """Leave concepts out at random, but for one of each class."""
    if not dropout:
        return concept_mask
    draws = torch.rand(concept_mask.shape, generator=generator, device=generator.device)
    draws = draws.masked_fill(~concept_mask, -1)
    kept = (draws >= dropout) | (draws == draws.amax(-1, keepdim=True))
    return kept & concept_mask
