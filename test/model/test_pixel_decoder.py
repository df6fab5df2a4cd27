from dataclasses import replace

import torch

from vl4ad_ros.model.pixel_decoder import DeformableEncoder


def maps(batch, height, width):
    """Make feature maps of strides 32, 16 and 8."""
    return [torch.randn(batch, 64, height * scale, width * scale) for scale in (1, 2, 4)]


def test_tracing_leaves_the_size_open(config, randomise):
    encoder = randomise(DeformableEncoder(replace(config, encoder_layers=1)))
    batch, rows, columns = (torch.export.Dim(name) for name in ('batch', 'rows', 'columns'))
    dims = [{0: batch, 2: scale * rows, 3: scale * columns} for scale in (1, 2, 4)]
    traced = torch.export.export(
        encoder, (maps(2, 3, 5),), dynamic_shapes=(dims,), strict=False
    ).module()
    other = maps(3, 4, 2)
    with torch.inference_mode():
        for ours, theirs in zip(traced(other), encoder(other), strict=True):
            torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)
