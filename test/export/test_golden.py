import pytest
import torch

from vl4ad_ros.export.golden import network_config
from vl4ad_ros.model.config import ARCHITECTURES, ClipConfig
from vl4ad_ros.model.network import SegmentationNetwork

# A golden folder is FC-CLIP's, whose image tower is a ConvNeXt.
CONVNEXTS = [name for name, config in ARCHITECTURES.items() if isinstance(config.clip, ClipConfig)]


@pytest.mark.parametrize('name', CONVNEXTS)
def test_sizes_are_found_in_the_shapes(name):
    config = ARCHITECTURES[name]
    with torch.device('meta'):
        weights = SegmentationNetwork(config).state_dict()
    meta = {
        'heads': config.heads,
        'text_heads': config.clip.text_heads,
        'pixel_mean': list(config.pixel_mean),
        'pixel_std': list(config.pixel_std),
        'clip_json': {'vision_cfg': {'timm_model_name': name.removeprefix('fcclip_')}},
    }
    assert network_config(weights, meta) == config
