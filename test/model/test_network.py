from dataclasses import replace
from pathlib import Path

import pytest
import torch

from vl4ad_ros.model.config import ARCHITECTURES, NetworkConfig
from vl4ad_ros.model.network import SegmentationNetwork

LARGE_KEYS = Path(__file__).parents[3] / 'shared' / 'golden' / 'large_keys.txt'


def run(network, *shape):
    torch.manual_seed(1)
    with torch.inference_mode():
        return network(torch.randn(shape))


@pytest.mark.parametrize(('height', 'width'), [(32, 32), (32, 160), (416, 96), (224, 224)])
def test_sizes(network, config, height, width):
    queries = run(network, 1, 3, height, width)
    assert queries.mask_logits.shape == (1, config.queries, height // 4, width // 4)
    assert queries.mask_embeddings.shape == (1, config.queries, config.clip.embed_dim)
    assert queries.clip_features.shape == (1, config.clip.dims[3], height // 32, width // 32)
    assert all(tensor.isfinite().all() for tensor in queries)


def test_an_image_does_not_depend_on_its_batch(network):
    torch.manual_seed(2)
    images = torch.randn(3, 3, 96, 64)
    with torch.inference_mode():
        together = network(images)
        alone = [network(image[None]) for image in images]
    for index, name in enumerate(together._fields):
        torch.testing.assert_close(
            together[index], torch.cat([queries[index] for queries in alone]), msg=name,
            rtol=1e-4, atol=1e-5,
        )  # fmt: skip


def test_every_layer_ends_with_what_forward_returns(network, config):
    torch.manual_seed(3)
    image = torch.randn(1, 3, 64, 96)
    with torch.inference_mode():
        layers = network.every_layer(image)
        last = network(image)
    assert len(layers) == config.decoder_layers + 1
    assert not torch.equal(layers[-2].mask_logits, last.mask_logits)
    for ours, theirs in zip(layers[-1], last, strict=True):
        assert torch.equal(ours, theirs)


def test_all_masks_empty(config, randomise):
    network = randomise(SegmentationNetwork(config))
    decoder = network.sem_seg_head.predictor
    with torch.no_grad():
        for parameter in network.sem_seg_head.pixel_decoder.mask_features.parameters():
            parameter.fill_(0)
        network.sem_seg_head.pixel_decoder.mask_features.bias.fill_(1)
        decoder.mask_embed.layers[-1].weight.fill_(0)
        decoder.mask_embed.layers[-1].bias.fill_(-1)
    queries = run(network, 1, 3, 64, 64)
    assert (queries.mask_logits < 0).all()
    assert queries.mask_embeddings.isfinite().all()
    assert network.pooled_clip_embeddings(queries).isfinite().all()


def test_void_is_a_choice(config):
    with torch.device('meta'):
        assert SegmentationNetwork(config).void_embedding.weight.shape == (1, 24)
        assert SegmentationNetwork(replace(config, void=False)).void_embedding is None


def test_initial_temperature(config):
    network = SegmentationNetwork(config)
    assert network.temperature.item() == pytest.approx(0.07)
    assert network.clip_temperature.item() == pytest.approx(0.07)


@pytest.mark.skipif(not LARGE_KEYS.exists(), reason='no ../shared with the published key list')
def test_large_network_has_the_published_tensors():
    published = dict(line.split('\t')[:2] for line in LARGE_KEYS.read_text().splitlines())
    assert len(published) == 846
    dtypes = {line.split('\t')[2] for line in LARGE_KEYS.read_text().splitlines()}
    with torch.device('meta'):
        network = SegmentationNetwork(ARCHITECTURES['fcclip_convnext_large'])
    ours = {name: str(tuple(x.shape)) for name, x in network.state_dict().items()}
    ours['criterion.empty_weight'] = '(134,)'  # of the loss, the loader leaves it out
    assert ours == published
    assert dtypes == {'torch.float32'} == {str(x.dtype) for x in network.state_dict().values()}


@pytest.mark.parametrize('name', ARCHITECTURES)
def test_every_architecture_can_be_built(name):
    with torch.device('meta'):
        queries = SegmentationNetwork(ARCHITECTURES[name])(torch.empty(1, 3, 64, 64))
    assert queries.mask_logits.shape[1] == ARCHITECTURES[name].queries


def test_demo_is_small():
    with torch.device('meta'):
        network = SegmentationNetwork(ARCHITECTURES['demo'])
    text = {'backbone.clip_model.' + name for name, _ in network.clip.named_parameters()}
    text = {name for name in text if '.visual.' not in name}
    count = sum(x.numel() for name, x in network.named_parameters() if name not in text)
    assert 0.6e6 < count < 0.8e6


def test_defaults_are_the_published_decoder():
    assert ARCHITECTURES['fcclip_convnext_large'] == NetworkConfig(
        ARCHITECTURES['fcclip_convnext_large'].clip
    )
