import torch

from vl4ad_ros.export.rounding import round_decoder
from vl4ad_ros.model.config import ARCHITECTURES
from vl4ad_ros.model.network import SegmentationNetwork


def test_the_decoder_is_rounded_and_the_encoder_left_alone():
    torch.manual_seed(0)
    network = SegmentationNetwork(ARCHITECTURES['demo'])
    before = {name: x.detach().clone() for name, x in network.named_parameters()}
    round_decoder(network)
    for name, parameter in network.named_parameters():
        encoder = name.startswith('backbone.')
        expected = before[name] if encoder else before[name].half().float()
        assert torch.equal(parameter, expected), name
    weight = 'sem_seg_head.pixel_decoder.mask_features.weight'
    assert not torch.equal(network.get_parameter(weight), before[weight])
