"""Does this network compute what FC-CLIP's original code computes? Stage by stage, in figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from ..errors import ExportError
from ..model.classification import (
    average_templates,
    class_logits,
    ensemble_probabilities,
    group_concepts,
)
from ..model.convnext import TrunkFeatures
from ..model.deformable_attention import LEVELS
from ..model.network import STRIDE, MaskQueries, SegmentationNetwork
from ..model.pixel_decoder import PixelFeatures
from ..model.weights import build_network
from .golden import Golden, read_golden
from .onnx_parity import onnx_stages

ONNX_TOLERANCE = 1e-3  # of scores in [0, 1], through all hard thresholds of the network
TOLERANCE = 1e-4  # absolute; the original repeated on other kernels differs by 2.7e-5

Stage = tuple[str, Tensor, Tensor]  # name, what we compute, what the original computed


@dataclass(frozen=True)
class ParityRow:
    """One stage of the comparison."""

    stage: str
    max_abs: float
    mean_abs: float
    tolerance: float

    @property
    def passed(self) -> bool:
        """False also where a result is not a number."""
        return self.max_abs <= self.tolerance


def check_parity(folder: Path) -> list[ParityRow]:
    """
    Compare the network with a golden folder: each stage fed with the golden's own input, then all.

    Raises ExportError when the folder cannot be used, CheckpointError when its weights do not fit.
    """
    golden = read_golden(folder)
    network = build_network(golden.config, golden.weights)
    with torch.inference_mode():
        return [_row(*stage) for stage in _torch_stages(network, golden)]


def check_onnx_parity(folder: Path) -> list[ParityRow]:
    """Compare the network's exported graphs with a golden folder; raises as check_parity does."""
    golden = read_golden(folder)
    network = build_network(golden.config, golden.weights)
    with torch.no_grad():
        return [_row(*stage, ONNX_TOLERANCE) for stage in onnx_stages(network, golden)]


def _row(stage: str, ours: Tensor, theirs: Tensor, tolerance: float = TOLERANCE) -> ParityRow:
    if ours.shape != theirs.shape:
        raise ExportError(
            f'{stage} has the shape {tuple(theirs.shape)} in the golden folder and '
            f'{tuple(ours.shape)} here: its meta.json does not belong to its tensors'
        )
    difference = (ours.double() - theirs.double()).abs()
    return ParityRow(stage, difference.max().item(), difference.mean().item(), tolerance)


def _torch_stages(network: SegmentationNetwork, golden: Golden) -> Iterator[Stage]:
    yield from _trunk_stages(network, golden)
    yield from _pixel_decoder_stages(network, golden)
    yield from _mask_decoder_stages(network, golden)
    yield from _text_stages(network, golden)
    yield from _ensemble_stages(network, golden)
    yield from _segmentation_stages(golden)
    yield from _end_to_end_stages(network, golden)


def _trunk_stages(network: SegmentationNetwork, golden: Golden) -> Iterator[Stage]:
    trunk = network.clip.visual.trunk
    yield 'input_normalized', _network_input(network, golden), golden['input_normalized']
    steps = ('feat.stem', 'feat.res2', 'feat.res3', 'feat.res4', 'feat.res5')
    sources = ('input_normalized', *steps)
    for step, source, name in zip((trunk.stem, *trunk.stages), sources, steps, strict=False):
        yield name, step(golden[source]), golden[name]
    yield (
        'feat.clip_vis_dense',
        trunk(golden['input_normalized']).res5,
        golden['feat.clip_vis_dense'],
    )


def _pixel_decoder_stages(network: SegmentationNetwork, golden: Golden) -> Iterator[Stage]:
    features = TrunkFeatures(*(golden[f'feat.{name}'] for name in TrunkFeatures._fields))
    pixels: PixelFeatures = network.sem_seg_head.pixel_decoder(features)
    theirs = _pixel_features(golden)
    for level, ours in enumerate(pixels.levels):
        yield f'pixel_decoder.multi_scale.{level}', ours, theirs.levels[level]
    yield 'pixel_decoder.mask_features', pixels.mask_features, theirs.mask_features


def _mask_decoder_stages(network: SegmentationNetwork, golden: Golden) -> Iterator[Stage]:
    layers = network.sem_seg_head.predictor.decode_every_layer(_pixel_features(golden))
    prefixes = [f'aux.{layer}.' for layer in range(len(layers) - 1)] + ['']
    for prefix, queries in zip(prefixes, layers, strict=True):
        masks, logits = f'{prefix}pred_masks', f'{prefix}pred_logits'
        yield masks, queries.mask_logits, golden[masks]
        ours = _logits(network, golden, queries.mask_embeddings, network.temperature)
        yield logits, ours, golden[logits]


def _text_stages(network: SegmentationNetwork, golden: Golden) -> Iterator[Stage]:
    features = golden['text_features_unnormalized']
    yield 'text_features_unnormalized', network.clip(golden['text_tokens']), features
    rows = average_templates(features, len(golden.templates))
    yield 'text_classifier', rows, golden['text_classifier']
    with_void = torch.cat([golden['text_classifier'], *_void_rows(network)])
    yield 'text_classifier_with_void', with_void, golden['text_classifier_with_void']
    counts = torch.tensor([len(concepts) for concepts in golden.classes])
    yield 'num_templates', counts, golden['num_templates']
    yield 'category_overlapping_mask', _seen(golden), golden['category_overlapping_mask']


def _ensemble_stages(network: SegmentationNetwork, golden: Golden) -> Iterator[Stage]:
    queries = MaskQueries(
        mask_logits=golden['pred_masks'],
        mask_embeddings=golden['pooled_clip_embedding'],  # not read
        clip_features=golden['feat.clip_vis_dense'],
    )
    pooled, out_vocab = golden['pooled_clip_embedding'], golden['out_vocab_logits_with_void']
    yield 'pooled_clip_embedding', network.pooled_clip_embeddings(queries), pooled
    ours = _logits(network, golden, pooled, network.clip_temperature)
    yield 'out_vocab_logits_with_void', ours, out_vocab
    ensembled = _ensembled_log_probabilities(golden, golden['pred_logits'], out_vocab)
    yield 'ensembled_log_probs', ensembled, golden['ensembled_log_probs']


def _segmentation_stages(golden: Golden) -> Iterator[Stage]:
    upsampled = golden['masks_upsampled_logits']
    yield 'masks_upsampled_logits', _upsampled(golden, golden['pred_masks']), upsampled
    segmented = _segmented(golden['ensembled_log_probs'], upsampled)
    yield 'sem_seg', segmented, golden['sem_seg']


def _end_to_end_stages(network: SegmentationNetwork, golden: Golden) -> Iterator[Stage]:
    """Compute all from the image and the tokens alone."""
    rows = average_templates(network.clip(golden['text_tokens']), len(golden.templates))
    queries: MaskQueries = network(_network_input(network, golden))
    pooled = network.pooled_clip_embeddings(queries)
    logits = _logits(network, golden, queries.mask_embeddings, network.temperature, rows)
    clip_logits = _logits(network, golden, pooled, network.clip_temperature, rows)
    ensembled = _ensembled_log_probabilities(golden, logits, clip_logits)
    upsampled = _upsampled(golden, queries.mask_logits)
    ours = {
        'pred_masks': queries.mask_logits,
        'pred_logits': logits,
        'pooled_clip_embedding': pooled,
        'out_vocab_logits_with_void': clip_logits,
        'ensembled_log_probs': ensembled,
        'masks_upsampled_logits': upsampled,
        'sem_seg': _segmented(ensembled, upsampled),
    }
    for name, tensor in ours.items():
        yield f'end to end: {name}', tensor, golden[name]


def _network_input(network: SegmentationNetwork, golden: Golden) -> Tensor:  # (1, 3, H, W)
    """Normalise, then pad with zeros at the right and at the bottom."""
    mean, std = network.config.pixel_mean, network.config.pixel_std
    height, width = golden.size_hw
    image = golden['image_rgb_0_255']
    image = (image - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]
    return functional.pad(image, (0, -width % STRIDE, 0, -height % STRIDE))[None]


def _pixel_features(golden: Golden) -> PixelFeatures:
    levels = tuple(golden[f'pixel_decoder.multi_scale.{level}'] for level in range(LEVELS))
    return PixelFeatures(golden['pixel_decoder.mask_features'], levels)


def _void_rows(network: SegmentationNetwork) -> list[Tensor]:  # (1, D), none where there is none
    void = network.void_embedding
    return [] if void is None else [functional.normalize(void.weight, dim=-1)]


def _logits(
    network: SegmentationNetwork,
    golden: Golden,
    embeddings: Tensor,  # (1, N, D)
    temperature: Tensor,
    rows: Tensor | None = None,  # (concepts, D), the golden's own where not given
) -> Tensor:  # (1, N, classes + 1)
    counts = [len(concepts) for concepts in golden.classes]
    concepts, mask = group_concepts(golden['text_classifier'] if rows is None else rows, counts)
    void = network.void_embedding
    return class_logits(
        embeddings, concepts, mask, temperature, None if void is None else void.weight[0]
    )


def _seen(golden: Golden) -> Tensor:  # (classes,) bool
    return torch.tensor(
        [not golden.trained_concepts.isdisjoint(concepts) for concepts in golden.classes]
    )


def _ensembled_log_probabilities(
    golden: Golden,
    logits: Tensor,  # (1, N, classes + 1)
    clip_logits: Tensor,  # (1, N, classes + 1)
) -> Tensor:  # (N, classes + 1)
    void = logits.softmax(-1)[..., -1:]
    probabilities = ensemble_probabilities(
        logits[..., :-1], clip_logits[..., :-1], void, _seen(golden), golden.alpha, golden.beta
    )
    return (torch.cat((probabilities, void), dim=-1)[0] + 1e-8).log()


def _upsampled(golden: Golden, mask_logits: Tensor) -> Tensor:  # (N, output height, width)
    padded_hw = golden['input_normalized'].shape[-2:]
    height, width = golden.size_hw
    masks = _resize(mask_logits, tuple(padded_hw))[..., :height, :width]
    return _resize(masks, golden.output_size_hw)[0]


def _resize(x: Tensor, size_hw: tuple[int, ...]) -> Tensor:
    return functional.interpolate(x, size=size_hw, mode='bilinear', align_corners=False)


def _segmented(
    log_probabilities: Tensor,  # (N, classes + 1)
    mask_logits: Tensor,  # (N, H, W)
) -> Tensor:  # (classes, H, W): a sum over queries, it can exceed 1
    probabilities = log_probabilities.softmax(-1)[:, :-1]
    return torch.einsum('nk,nhw->khw', probabilities, mask_logits.sigmoid())
