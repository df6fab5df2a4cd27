"""A golden folder: random weights in FC-CLIP's layout and what the original computes from them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from ..errors import ExportError
from ..model.config import CLIPS, ClipConfig, NetworkConfig
from ..model.deformable_attention import LEVELS


@dataclass(frozen=True)
class Golden:
    """The content of a golden folder."""

    config: NetworkConfig
    weights: Mapping[str, Tensor]
    tensors: Mapping[str, Tensor]  # inputs, outputs and everything between, by FC-CLIP's names
    classes: tuple[tuple[str, ...], ...]  # the concepts of each class
    trained_concepts: frozenset[str]
    templates: tuple[str, ...]
    alpha: float  # share of the frozen CLIP in classes that were trained on
    beta: float  # the same in other classes
    size_hw: tuple[int, int]  # of the image
    output_size_hw: tuple[int, int]  # of the semantic segmentation

    def __getitem__(self, name: str) -> Tensor:
        try:
            return self.tensors[name]
        except KeyError:
            raise ExportError(
                f'the golden io.safetensors lacks {name!r}: write the folder anew'
            ) from None


def read_golden(folder: Path) -> Golden:
    """Read a folder. Raises ExportError when a file or a value in meta.json is not as agreed."""
    weights = _read_tensors(folder / 'model.safetensors')
    meta_path = folder / 'meta.json'
    try:
        meta = json.loads(meta_path.read_text())
        return Golden(
            config=network_config(weights, meta),
            weights=weights,
            tensors=_read_tensors(folder / 'io.safetensors'),
            classes=_concepts(meta['test_classes']),
            trained_concepts=frozenset(sum(_concepts(meta['train_classes']), ())),
            templates=tuple(meta['templates']),
            alpha=meta['alpha'],
            beta=meta['beta'],
            size_hw=_pair(meta['size']),
            output_size_hw=_pair(meta['out_size']),
        )
    except OSError as err:
        raise ExportError(f'{meta_path} cannot be read: give a golden folder') from err
    except (KeyError, ValueError, TypeError) as err:
        raise ExportError(
            f'{folder} is not of the form of a golden folder, write it anew: '
            f'{type(err).__name__} {err}'
        ) from err


def network_config(weights: Mapping[str, Tensor], meta: Mapping[str, Any]) -> NetworkConfig:
    """Take the sizes from the shapes, and from meta.json the few that no shape tells."""
    decoder, encoder = 'sem_seg_head.predictor', 'sem_seg_head.pixel_decoder.transformer.encoder'
    queries, hidden_dim = weights[f'{decoder}.query_feat.weight'].shape
    first_layer = f'{encoder}.layers.0'
    offsets = weights[f'{first_layer}.self_attn.sampling_offsets.weight'].shape[0]
    mean, std = meta['pixel_mean'], meta['pixel_std']
    return NetworkConfig(
        clip=_clip_config(weights, meta),
        hidden_dim=hidden_dim,
        queries=queries,
        heads=meta['heads'],
        points=offsets // (meta['heads'] * LEVELS * 2),
        encoder_layers=_count(weights, f'{encoder}.layers.', '.norm1.weight'),
        encoder_ffn_dim=weights[f'{first_layer}.linear1.weight'].shape[0],
        decoder_layers=_count(weights, f'{decoder}.transformer_ffn_layers.', '.norm.weight'),
        decoder_ffn_dim=weights[f'{decoder}.transformer_ffn_layers.0.linear1.weight'].shape[0],
        void='void_embedding.weight' in weights,
        pixel_mean=(mean[0], mean[1], mean[2]),
        pixel_std=(std[0], std[1], std[2]),
    )


def _read_tensors(path: Path) -> dict[str, Tensor]:
    try:
        return load_file(path)
    except (OSError, SafetensorError) as err:
        raise ExportError(f'{path} cannot be read: give a golden folder') from err


def _concepts(classes: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(name.replace(', ', ',').split(',')) for name in classes)


def _pair(values: Sequence[int]) -> tuple[int, int]:
    first, second = values
    return first, second


def _clip_config(weights: Mapping[str, Tensor], meta: Mapping[str, Any]) -> ClipConfig:
    clip = 'backbone.clip_model'
    stages = [f'{clip}.visual.trunk.stages.{stage}.blocks.' for stage in range(4)]
    one, two, three, four = (_count(weights, stage, '.gamma') for stage in stages)
    dims = [weights[f'{stage}0.gamma'].shape[0] for stage in stages]
    context_length, text_width = weights[f'{clip}.positional_embedding'].shape
    known = CLIPS.get(meta['clip_json']['vision_cfg']['timm_model_name'])
    return ClipConfig(
        depths=(one, two, three, four),
        dims=(dims[0], dims[1], dims[2], dims[3]),
        embed_dim=weights[f'{clip}.text_projection'].shape[1],
        text_width=text_width,
        text_heads=meta['text_heads'],
        text_layers=_count(weights, f'{clip}.transformer.resblocks.', '.ln_1.weight'),
        head='mlp' if f'{clip}.visual.head.mlp.fc1.weight' in weights else 'linear',
        norm_eps=known.norm_eps if known else ClipConfig.norm_eps,
        context_length=context_length,
        vocab_size=weights[f'{clip}.token_embedding.weight'].shape[0],
    )


def _count(weights: Mapping[str, Tensor], prefix: str, suffix: str) -> int:
    return sum(name.startswith(prefix) and name.endswith(suffix) for name in weights)
