import pytest
import torch

from vl4ad_ros.bench.texts import random_text
from vl4ad_ros.bench_torch.plain import PlainGraph, PlainMaskDecoder
from vl4ad_ros.export.image_graph import ImageGraph
from vl4ad_ros.export.random_weights import random_network
from vl4ad_ros.model.config import ClipConfig, NetworkConfig

CONFIG = NetworkConfig(
    ClipConfig((1, 1, 1, 1), (8, 16, 24, 32), 16, 16, 2, 1),
    hidden_dim=64,
    queries=6,
    heads=2,
    encoder_layers=1,
    encoder_ffn_dim=16,
    decoder_layers=4,
    decoder_ffn_dim=16,
)


@pytest.fixture(scope='module')
def network():
    return random_network(CONFIG, 1).requires_grad_(False)


def test_the_usual_way_finds_the_same_masks_and_embeddings(network):
    image = torch.randn(1, 3, 96, 128, generator=torch.Generator().manual_seed(0))
    pixels = network.sem_seg_head.pixel_decoder(network.clip.visual.trunk(image))
    ours = network.sem_seg_head.predictor(pixels)
    masks, embeddings = PlainMaskDecoder(network.sem_seg_head.predictor, CONFIG.heads)(pixels)
    torch.testing.assert_close(masks, ours.mask_logits, atol=1e-4, rtol=0)
    torch.testing.assert_close(embeddings, ours.mask_embeddings, atol=1e-4, rtol=0)


def test_maps_of_the_image_size_say_what_ours_say_at_mask_stride(network):
    text = random_text(16, 30)
    random = torch.Generator().manual_seed(0)
    image = torch.randint(0, 256, (1, 90, 128, 3), dtype=torch.uint8, generator=random)
    inputs = [torch.from_numpy(x) for x in (text.concepts, text.concept_mask, text.known)]
    temperature = torch.tensor(text.temperature)
    score, label = PlainGraph(ImageGraph(network, (90, 128)))(image, *inputs, temperature)
    assert score.shape == label.shape == (1, 90, 128)
    ours, _ = ImageGraph(network, (90, 128))(image, *inputs, temperature)
    # Sigmoids of enlarged logits against logits of stride 4: alike, not equal.
    small = torch.nn.functional.interpolate(score[None, :, :88], scale_factor=0.25, mode='area')
    assert (small[0] - ours[:, :22]).abs().mean() < 0.02
    assert ours.std() > 0.02
