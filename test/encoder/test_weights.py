"""Published layouts of weights, with random numbers in them, against timm and torch."""

import pytest
import timm
import torch

from vl4ad_ros.encoder.weights import fold_lite, rename_sentence_encoder
from vl4ad_ros.model.config import LITES, SentenceConfig
from vl4ad_ros.model.efficientnet import LiteTrunk
from vl4ad_ros.model.sentence_tower import SentenceTransformer

# timm's names of a block's parts, in the first stage and in all others, and the published ones
FIRST = {'conv_dw': '_depthwise_conv', 'bn1': '_bn1', 'conv_pw': '_project_conv', 'bn2': '_bn2'}
OTHERS = {
    'conv_pw': '_expand_conv', 'bn1': '_bn0', 'conv_dw': '_depthwise_conv', 'bn2': '_bn1',
    'conv_pwl': '_project_conv', 'bn3': '_bn2',
}  # fmt: skip
ENDS = {'conv_stem': '_conv_stem', 'bn1': '_bn0', 'conv_head': '_conv_head', 'bn2': '_bn1'}


def published_name(name, depths):
    parts = name.split('.')
    if parts[0] != 'blocks':
        return '.'.join([ENDS[parts[0]], *parts[1:]]) if parts[0] in ENDS else None
    stage, block = int(parts[1]), int(parts[2])
    number = sum(depths[:stage]) + block
    part = (OTHERS if stage else FIRST)[parts[3]]
    return '.'.join([f'_blocks.{number}', part, *parts[4:]])


def randomised(model):
    torch.manual_seed(0)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name.endswith('running_var'):
                tensor.uniform_(0.5, 2)
            elif tensor.is_floating_point():
                tensor.normal_(std=0.3 if tensor.dim() < 2 else tensor[0].numel() ** -0.5)
    return model.eval()


@pytest.mark.parametrize('name', ['efficientnet_lite0', 'efficientnet_lite2'])
def test_folded_trunk_equals_timms(name):
    config = LITES[name]
    theirs = randomised(timm.create_model(f'tf_{name}'))
    renamed = {published_name(key, config.depths): x for key, x in theirs.state_dict().items()}
    ours = LiteTrunk(config)
    ours.load_state_dict(fold_lite(renamed, config.depths))
    image = torch.randn(1, 3, 64, 96)
    with torch.inference_mode():
        expected = theirs.forward_intermediates(image, indices=[1, 2, 3], norm=False)
        found = ours(image)
    for level, feature in zip(found, [*expected[1], expected[0]], strict=True):
        torch.testing.assert_close(level, feature, rtol=1e-4, atol=1e-4)


def test_a_renamed_sentence_encoder_uses_every_tensor():
    config = SentenceConfig(width=8, heads=2, layers=2, ffn_dim=6, vocab_size=11, max_length=5)
    layer = {
        'attention.self.query': (8, 8), 'attention.self.key': (8, 8),
        'attention.self.value': (8, 8), 'attention.output.dense': (8, 8),
        'attention.output.LayerNorm': (8,), 'intermediate.dense': (6, 8),
        'output.dense': (8, 6), 'output.LayerNorm': (8,),
    }  # fmt: skip
    published = {
        'embeddings.word_embeddings.weight': torch.randn(11, 8),
        'embeddings.position_embeddings.weight': torch.randn(5, 8),
        'embeddings.token_type_embeddings.weight': torch.randn(2, 8),
        'embeddings.LayerNorm.weight': torch.randn(8),
        'embeddings.LayerNorm.bias': torch.randn(8),
    }
    for number in range(2):
        for part, shape in layer.items():
            prefix = f'encoder.layer.{number}.{part}'
            published[f'{prefix}.weight'] = torch.randn(shape)
            published[f'{prefix}.bias'] = torch.randn(shape[0])
    transformer = SentenceTransformer(config)
    transformer.load_state_dict(rename_sentence_encoder(published, 2))
    tokens = torch.tensor([[1, 2, 3]])
    before = transformer(tokens)
    for name in published:
        changed = {key: x + (key == name) * torch.randn_like(x) for key, x in published.items()}
        transformer.load_state_dict(rename_sentence_encoder(changed, 2))
        if not name.endswith('key.bias'):  # which attention does not depend on
            assert not torch.equal(transformer(tokens), before), name
