from pathlib import Path

import pytest

from vl4ad_ros.cli.synthesize import parse_range, shares_of
from vl4ad_ros.errors import SettingsError
from vl4ad_ros.synthetic.settings import DriveSettings


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('', range(50)),
        ('10:20', range(10, 20)),
        (':20', range(20)),
        ('30:', range(30, 50)),
    ],
)
def test_ranges_are_read_as_slices(text, expected):
    assert parse_range(text, 50) == expected


@pytest.mark.parametrize('text', ['7', 'a:b', '-3:5', '1:2:3'])
def test_what_is_no_range_is_refused(text):
    with pytest.raises(SettingsError, match='write it as 0:50'):
        parse_range(text, 50)


@pytest.mark.parametrize(
    ('chosen', 'expected'),
    [
        (range(5), {'a': range(3), 'b': range(2)}),
        (range(2, 4), {'a': range(2, 3), 'b': range(1)}),
        (range(3, 5), {'b': range(2)}),
    ],
)
def test_a_range_counts_the_frames_of_drives_one_after_the_other(chosen, expected):
    parts = [(DriveSettings(1, frames=3), Path('a')), (DriveSettings(2, frames=2), Path('b'))]
    assert {str(at): mine for _, at, mine in shares_of(parts, chosen)} == expected
