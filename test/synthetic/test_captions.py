import pytest

from vl4ad_ros.synthetic.captions import Seen, caption
from vl4ad_ros.synthetic.settings import SkySettings

DAY, WET = SkySettings(), SkySettings(wetness=0.7, cloud_cover=1.0)


def seen(kind, label, pixels, middle=0.5):
    return Seen(kind, label, pixels, middle)


@pytest.mark.parametrize(
    ('street', 'sky', 'things', 'expected'),
    [
        ('country', DAY, [], 'A country road in daylight.'),
        ('motorway', WET, [seen('road', 'road', 900)], 'A motorway in the rain.'),
        (
            'city',
            SkySettings(night=True),
            [seen('person', 'person', 90), seen('person', 'person', 80), seen('bus', 'bus', 500)],
            'A street in a town at night with a bus and two people.',
        ),
        (
            'country',
            DAY,
            [seen('tree', 'vegetation', 50)] * 7 + [seen('boulder', 'unknown', 9, 0.9)],
            'A country road in daylight with many trees and a boulder on the right.',
        ),
        (
            'wood',
            DAY,
            [seen('car', 'car', 0), seen('rubbish bags', 'unknown', 60, 0.1)],
            'A road through a wood in daylight with rubbish bags on the left.',
        ),
    ],
)
def test_captions_name_what_is_seen(street, sky, things, expected):
    assert caption(street, sky, things, 1000) == expected
