import pytest

from vl4ad_ros.cli.synthesize import parse_range
from vl4ad_ros.errors import SettingsError


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
