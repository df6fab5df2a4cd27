import json

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from vl4ad_ros.encoder.encoder_file import open_encoder
from vl4ad_ros.encoder.naming import judge_naming, pool_cuttings, rank_names, summarise
from vl4ad_ros.encoder.things import draw_things, read_pictures
from vl4ad_ros.errors import CheckpointError
from vl4ad_ros.model.network import SegmentationNetwork

from .conftest import TINY


@pytest.fixture
def network(tiny_architecture):
    torch.manual_seed(0)
    return SegmentationNetwork(TINY).eval()


def test_ranks_count_the_names_that_are_nearer():
    texts = np.eye(3, dtype=np.float32)
    images = np.array([[0.9, 0.4, 0.1], [0.9, 0.4, 0.1], [0.9, 0.4, 0.1], [1, 1, 0]], np.float32)
    ranks = rank_names(images, texts, np.array([0, 1, 2, 1]))
    assert ranks.tolist() == [1, 2, 3, 1.5]  # equals share their ranks


def test_each_kind_counts_the_same():
    figures = summarise([np.array([1.0, 1, 1, 4]), np.array([6.0]), np.array([9.0, 2])])
    assert (figures.kinds, figures.things) == (3, 7)
    assert figures.top1 == pytest.approx((0.75 + 0 + 0) / 3)
    assert figures.top5 == pytest.approx((1 + 0 + 0.5) / 3)
    assert figures.median_rank == 5.5  # of 1, 6 and 5.5


def test_features_are_those_under_the_mask(network):
    images = torch.randn(2, 3, 64, 64)
    masks = torch.zeros(2, 64, 64)
    masks[0, :32, :32] = 1  # a whole cell
    masks[1, 16:48, :32] = 1  # half of two
    with torch.no_grad():
        features = network.clip.visual.trunk(images).res5
        pooled = pool_cuttings(network, images, masks)
    torch.testing.assert_close(pooled[0], features[0, :, 0, 0])
    torch.testing.assert_close(pooled[1], features[1, :, :, 0].mean(1))


def test_an_encoder_is_opened_alone_or_in_a_network(network, tmp_path):
    clip = network.clip.state_dict()
    for name, state in (('clip', clip), ('network', network.state_dict())):
        path = tmp_path / f'{name}.safetensors'
        save_file(state, path)
        opened = open_encoder(path)
        assert opened.config == TINY
        assert all(map(torch.equal, opened.clip.state_dict().values(), clip.values()))
    save_file({name: x for name, x in clip.items() if name != 'logit_scale'}, path)
    with pytest.raises(CheckpointError, match=r'is not the encoder of any of .*tiny'):
        open_encoder(path)


def test_standings_are_judged_apart(network, all_things, tmp_path):
    path = tmp_path / 'encoder.safetensors'
    save_file(network.clip.state_dict(), path)
    things = draw_things(read_pictures([all_things]), 1, 99, 0)
    done = []
    naming = judge_naming(path, things, 64, lambda *counts: done.append(counts))
    assert list(naming.figures) == ['known', 'unknown', 'unseen']
    assert [figures.kinds for figures in naming.figures.values()] == [3, 1, 1]
    assert sum(figures.things for figures in naming.figures.values()) == len(things)
    assert naming.names == len(naming.median_ranks) == 5
    assert all(1 <= rank <= 5 for rank in naming.median_ranks.values())
    assert done[-1] == (len(things), len(things))
    assert json.dumps(naming.median_ranks)
