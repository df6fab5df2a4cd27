"""Published weights in this project's form."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from safetensors.torch import load_file
from torch import Tensor

from ..model.config import LiteConfig, SentenceConfig
from .parts import LITE_WEIGHTS, SENTENCE_WEIGHTS

_NORM_EPS = 1e-3  # of the batch norms, as TensorFlow sets it

# The names of BERT's tensors in a layer, and ours.
_SENTENCE_LAYER = {
    'attention.output.dense': 'attn.out_proj',
    'attention.output.LayerNorm': 'attn_norm',
    'intermediate.dense': 'mlp.c_fc',
    'output.dense': 'mlp.c_proj',
    'output.LayerNorm': 'mlp_norm',
}


@dataclass(frozen=True)
class LiteWeights:
    """An EfficientNet-Lite as it was trained on ImageNet."""

    trunk: dict[str, Tensor]  # of model.efficientnet.LiteTrunk
    rows: Tensor  # (1000, last_dim), of the classifier


def read_lite(name: str, config: LiteConfig) -> LiteWeights:
    """Return the weights of a key of LITES; raises PartError."""
    published = torch.load(LITE_WEIGHTS[name].locate(), map_location='cpu', weights_only=True)
    return LiteWeights(fold_lite(published, config.depths), published['_fc.weight'])


def fold_lite(published: Mapping[str, Tensor], depths: tuple[int, ...]) -> dict[str, Tensor]:
    """Fold each batch norm into the convolution before it."""
    pairs = {'stem': ('_conv_stem', '_bn0'), 'last': ('_conv_head', '_bn1')}
    places = [(stage, block) for stage, depth in enumerate(depths) for block in range(depth)]
    for number, (stage, block) in enumerate(places):
        theirs, ours = f'_blocks.{number}', f'stages.{stage}.{block}'
        if f'{theirs}._expand_conv.weight' in published:  # the first block does not widen
            pairs[f'{ours}.expand'] = (f'{theirs}._expand_conv', f'{theirs}._bn0')
        pairs[f'{ours}.depthwise'] = (f'{theirs}._depthwise_conv', f'{theirs}._bn1')
        pairs[f'{ours}.narrow'] = (f'{theirs}._project_conv', f'{theirs}._bn2')
    folded = {}
    for ours, (convolution, norm) in pairs.items():
        variance = published[f'{norm}.running_var']
        scale = published[f'{norm}.weight'] * (variance + _NORM_EPS).rsqrt()
        weight = published[f'{convolution}.weight']
        folded[f'{ours}.weight'] = weight * scale[:, None, None, None]
        folded[f'{ours}.bias'] = (
            published[f'{norm}.bias'] - published[f'{norm}.running_mean'] * scale
        )
    return folded


def read_sentence_encoder(config: SentenceConfig) -> dict[str, Tensor]:
    """Return the weights of model.sentence_tower.SentenceTransformer; raises PartError."""
    return rename_sentence_encoder(load_file(SENTENCE_WEIGHTS.locate()), config.layers)


def rename_sentence_encoder(published: Mapping[str, Tensor], layers: int) -> dict[str, Tensor]:
    """Rename BERT's tensors; a text is one sentence, so its sentence number is a constant."""
    embeddings = 'embeddings.'
    weights = {
        'token_embedding.weight': published[embeddings + 'word_embeddings.weight'],
        'positional_embedding.weight': published[embeddings + 'position_embeddings.weight']
        + published[embeddings + 'token_type_embeddings.weight'][0],
    }
    for kind in ('weight', 'bias'):
        weights[f'norm.{kind}'] = published[f'{embeddings}LayerNorm.{kind}']
        for layer in range(layers):
            theirs, ours = f'encoder.layer.{layer}', f'blocks.{layer}'
            inputs = [
                published[f'{theirs}.attention.self.{part}.{kind}']
                for part in ('query', 'key', 'value')
            ]
            weights[f'{ours}.attn.in_proj_{kind}'] = torch.cat(inputs)
            for name, renamed in _SENTENCE_LAYER.items():
                weights[f'{ours}.{renamed}.{kind}'] = published[f'{theirs}.{name}.{kind}']
    return weights
