import torch

from vl4ad_ros.model.mask_pooling import mask_pooling


def test_mean_under_each_mask():
    features = torch.arange(8.0).reshape(1, 2, 2, 2)  # 0 1 / 2 3 and 4 5 / 6 7
    mask_logits = torch.tensor([[[1.0, 9], [-1, -1]], [[-1, -1], [0, 0.1]], [[-1, 0], [0, -1]]])
    pooled = mask_pooling(features, mask_logits[None])
    assert pooled.tolist() == [[[0.5, 4.5], [3, 7], [0, 0]]]  # the last mask is empty
