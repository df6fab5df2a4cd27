from dataclasses import replace

import pytest
import torch
from safetensors.torch import save_file

from vl4ad_ros.errors import CheckpointError
from vl4ad_ros.model.config import ARCHITECTURES
from vl4ad_ros.model.network import SegmentationNetwork
from vl4ad_ros.training.start import start_network
from vl4ad_ros.training.thinning import thin

from .conftest import TINY

THINNER = replace(TINY, encoder_layers=1, points=1, separable=True)
THICK = replace(TINY, encoder_layers=2, points=2)
LAYER = 'sem_seg_head.pixel_decoder.transformer.encoder.layers.'
CONV = 'sem_seg_head.pixel_decoder.layer_1.'


@pytest.fixture
def thick():
    torch.manual_seed(0)
    return SegmentationNetwork(THICK).eval()


def test_nothing_changes_where_nothing_is_too_thick(thick):
    weights = thick.state_dict()
    thinned = thin(weights, THICK)
    assert thinned.keys() == weights.keys()
    assert all(torch.equal(thinned[name], weights[name]) for name in weights)


def test_the_first_layers_and_points_stay(thick):
    weights = thick.state_dict()
    thinned = thin(weights, THINNER)
    assert f'{LAYER}1.norm1.weight' not in thinned
    offsets = f'{LAYER}0.self_attn.sampling_offsets.bias'
    by_point = weights[offsets].view(TINY.heads, 3, 2, 2)  # heads, levels, points, x and y
    assert torch.equal(thinned[offsets].view(TINY.heads, 3, 1, 2), by_point[:, :, :1])
    shares = f'{LAYER}0.self_attn.attention_weights.weight'
    assert thinned[shares].shape == (TINY.heads * 3, TINY.hidden_dim)


def test_a_convolution_that_is_separable_stays_what_it_is(thick):
    depthwise, pointwise = torch.randn(1, 32, 3, 3), torch.randn(32, 32, 1, 1)
    weights = {**thick.state_dict(), f'{CONV}weight': depthwise * pointwise}
    thinner = SegmentationNetwork(replace(THICK, separable=True)).eval()
    thinner.load_state_dict(thin(weights, thinner.config))
    thick.load_state_dict(weights)
    image = torch.randn(1, 3, 64, 64)
    with torch.inference_mode():
        expected, found = (
            network.sem_seg_head.pixel_decoder(network.clip.visual.trunk(image)).mask_features
            for network in (thick, thinner)
        )
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)


def test_any_convolution_becomes_the_nearest_one(thick):
    weight = thick.state_dict()[f'{CONV}weight']
    thinned = thin(thick.state_dict(), replace(THICK, separable=True))
    nearest = thinned[f'{CONV}depthwise.weight'].transpose(0, 1)
    nearest = nearest * thinned[f'{CONV}pointwise.weight']
    missed = (weight - nearest).norm()
    assert missed < weight.norm()
    for _ in range(20):  # no step from it leads nearer
        step = 1e-2 * torch.randn_like(thinned[f'{CONV}pointwise.weight'])
        moved = thinned[f'{CONV}depthwise.weight'].transpose(0, 1) * (
            thinned[f'{CONV}pointwise.weight'] + step
        )
        assert (weight - moved).norm() > missed


def test_void_is_left_out_where_there_is_no_column_for_it(thick):
    weights = SegmentationNetwork(replace(THICK, void=True)).state_dict()
    thinned = thin(weights, thick.config)
    assert weights.keys() - thinned.keys() == {'void_embedding.weight'}
    thick.load_state_dict(thinned)


def test_a_run_starts_from_a_thicker_network_only_where_it_is_said(
    settings, thick, tmp_path, monkeypatch
):
    monkeypatch.setitem(ARCHITECTURES, 'thinner', THINNER)
    save_file(thick.state_dict(), tmp_path / 'thick.safetensors')
    start = replace(
        settings,
        architecture='thinner',
        encoder='',
        checkpoint=str(tmp_path / 'thick.safetensors'),
    )
    network = start_network(replace(start, thinned=True))
    assert network.config == THINNER
    with pytest.raises(CheckpointError, match='do not fit the architecture'):
        start_network(start)
    monkeypatch.setitem(ARCHITECTURES, 'thinner', replace(THINNER, heads=16))
    with pytest.raises(CheckpointError, match='do not fit the architecture'):
        start_network(replace(start, thinned=True))
