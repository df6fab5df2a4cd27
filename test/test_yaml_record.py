from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pytest

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.yaml_record import fill_record, read_yaml


@dataclass(frozen=True)
class Part:
    width: int = 3


@dataclass(frozen=True)
class Whole:
    name: str
    share: float = 0.5
    size_hw: tuple[int, int] = (1, 2)
    steps: tuple[float, ...] = ()
    way: Literal['up', 'down'] = 'up'
    classes: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()


def test_a_file_fills_a_dataclass(tmp_path):
    path = tmp_path / 'whole.yaml'
    path.write_text(
        'name: x\nshare: 1\nsize_hw: [4, 5]\nsteps: [1, 0.5]\nway: down\n'
        'classes: {truck: car}\nparts: [{width: 7}, {}]'
    )
    expected = Whole('x', 1.0, (4, 5), (1.0, 0.5), 'down', {'truck': 'car'}, (Part(7), Part()))
    whole = fill_record(Whole, read_yaml(path, 'a whole'), str(path))
    assert whole == expected
    assert type(whole.share) is float


@pytest.mark.parametrize(
    ('content', 'words'),
    [
        ({}, "'name' is missing; add it"),
        ({'name': 'x', 'shar': 1}, "'shar' is not known; did you mean 'share'?"),
        ({'name': 3}, 'name: expected str, got 3'),
        ({'name': 'x', 'size_hw': [1]}, 'size_hw: expected 2 values, got 1'),
        ({'name': 'x', 'size_hw': [1, 2.5]}, 'size_hw[1]: expected int, got 2.5'),
        ({'name': 'x', 'steps': 'all'}, "steps: expected a list, got 'all'"),
        ({'name': 'x', 'way': 'left'}, "way: 'left' is no choice; take one of up, down"),
        ({'name': 'x', 'classes': ['truck']}, 'classes: expected `name: value` lines'),
        ({'name': 'x', 'classes': {'truck': 1}}, 'classes: truck: expected str, got 1'),
        ({'name': 'x', 'parts': [{'with': 1}]}, "parts[0]: 'with' is not known"),
        (['name'], 'expected `name: value` lines'),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(content, words):
    with pytest.raises(SettingsError) as caught:
        fill_record(Whole, content, 'whole.yaml')
    assert words in str(caught.value)
    assert str(caught.value).startswith('whole.yaml')


def test_a_file_that_is_not_there_or_not_yaml_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r'none\.yaml cannot be read .* describes a whole'):
        read_yaml(tmp_path / 'none.yaml', 'a whole')
    (tmp_path / 'bad.yaml').write_text('a: [')
    with pytest.raises(SettingsError, match=r'bad\.yaml is not YAML'):
        read_yaml(tmp_path / 'bad.yaml', 'a whole')
