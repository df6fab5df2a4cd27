from types import SimpleNamespace

import pytest

from vl4ad_ros.engine.sizes import check_image_size, vector_length
from vl4ad_ros.errors import BundleError


@pytest.mark.parametrize(
    ('shape', 'size_hw'),
    [(['B', 360, 640, 3], (360, 640)), (['B', 'H', 'W', 3], None), ([1, None, None, 3], None)],
)
def test_sizes_that_agree(shape, size_hw):
    check_image_size('image.onnx', shape, size_hw)


@pytest.mark.parametrize(
    ('shape', 'size_hw', 'words'),
    [
        (['B', 360, 640, 3], (384, 640), 'images of 360x640, the manifest says 384x640'),
        (['B', 360, 640, 3], None, 'images of 360x640, the manifest says any size'),
        (['B', 'H', 'W', 3], (360, 640), 'images of any size, the manifest says 360x640'),
        (['B', 'H', 640, 3], None, 'images of Hx640'),
        (['B', 'H', 'W', 4], None, '4 channels'),
    ],
)
def test_sizes_that_differ(shape, size_hw, words):
    with pytest.raises(BundleError, match=words):
        check_image_size('image.onnx', shape, size_hw)


def test_vectors_have_a_fixed_length():
    assert vector_length('text.onnx', SimpleNamespace(name='features', shape=['B', 768])) == 768
    for length in ('D', None):
        tensor = SimpleNamespace(name='features', shape=['B', length])
        with pytest.raises(BundleError, match=r'text\.onnx does not say how many numbers feat'):
            vector_length('text.onnx', tensor)
