from dataclasses import replace
from itertools import chain

import pytest
import torch

from vl4ad_ros.errors import DataSetError
from vl4ad_ros.training.data_sets import open_data_sets
from vl4ad_ros.training.stream import (
    BatchPositions,
    PictureStream,
    open_stream,
    point_seed,
    take_batch,
)

NAMES = ['sky', 'road', 'car']


@pytest.fixture
def pictures(settings):
    return open_data_sets(settings.data, NAMES)


def test_each_picture_comes_once_in_every_pass(settings, pictures):
    stream = PictureStream(pictures, settings)
    passes = [[stream.pick(6 * turn + place).image for place in range(6)] for turn in range(3)]
    assert all(sorted(order) == [picture.image for picture in pictures] for order in passes)
    assert passes[0] != passes[1]
    assert [stream.pick(place).image for place in range(6)] == passes[0]


def test_a_position_always_holds_the_same(settings, pictures):
    first, again = PictureStream(pictures, settings), PictureStream(pictures, settings)
    again[0]
    for left, right in zip(first[9], again[9], strict=True):
        assert torch.equal(left, right)
    other = PictureStream(pictures, replace(settings, seed=2))
    assert not torch.equal(first[9][0], other[9][0])


@pytest.mark.parametrize('devices', [1, 2, 4])
def test_devices_share_the_positions_of_a_step(devices):
    shares = [list(BatchPositions(3, 5, 8, device, devices)) for device in range(devices)]
    steps = [list(chain(*parts)) for parts in zip(*shares, strict=True)]
    assert steps == [list(range(24, 32)), list(range(32, 40))]


def test_batches_do_not_depend_on_where_a_run_begins_or_on_workers(settings, pictures):
    whole = list(open_stream(PictureStream(pictures, settings), settings, 0, 0))
    assert len(whole) == settings.steps
    assert whole[0][0].shape == (2, 64, 96, 3)
    workers = replace(settings, run=replace(settings.run, workers=2))
    rest = list(open_stream(PictureStream(pictures, workers), workers, 4, 0))
    assert len(rest) == 2
    for (image, label), (image_of_rest, label_of_rest) in zip(whole[4:], rest, strict=True):
        assert torch.equal(image, image_of_rest)
        assert torch.equal(label, label_of_rest)


@pytest.mark.parametrize('workers', [0, 1])
def test_a_damaged_picture_is_named_in_one_sentence(settings, pictures, tmp_path, workers):
    path = tmp_path / 'damaged.png'
    path.write_bytes(b'nothing')
    damaged = replace(pictures[0], image=path)
    settings = replace(settings, run=replace(settings.run, workers=workers))
    with pytest.raises(DataSetError) as caught:
        take_batch(iter(open_stream(PictureStream([damaged], settings), settings, 0, 0)))
    assert str(caught.value) == f'{path} cannot be read as a picture: get it again'


def test_points_differ_between_steps_and_devices(settings):
    seeds = {point_seed(settings, step, device) for step in range(50) for device in range(4)}
    assert len(seeds) == 200
