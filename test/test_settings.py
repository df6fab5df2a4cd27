from dataclasses import asdict

import pytest
import yaml

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.paths import share_directory
from vl4ad_ros.settings import LIMITS, NodeSettings, check_names


@pytest.mark.parametrize(
    ('changes', 'part'),
    [
        ({'threshold': 1.01}, 'choose from 0.0 to 1.0'),
        ({'threshold': float('nan')}, 'choose from 0.0 to 1.0'),
        ({'min_area': -1}, 'choose from 0 to'),
        ({'provider': 'gpu'}, 'choose one of auto, tensorrt, cuda, cpu'),
        ({'image_transport': ''}, 'choose one of raw, compressed'),
    ],
)
def test_values_out_of_range_are_refused(changes, part):
    with pytest.raises(SettingsError, match=part):
        NodeSettings(**changes)


def test_an_unknown_name_is_told_the_nearest_known_one():
    check_names(LIMITS)
    with pytest.raises(SettingsError, match="'treshold': did you mean 'threshold'"):
        check_names(['treshold'])


def test_the_shipped_parameters_file_names_every_parameter_and_no_other():
    content = yaml.safe_load((share_directory() / 'config/vl4ad.yaml').read_text())
    parameters = content['/**']['ros__parameters']
    assert parameters.keys() == LIMITS.keys()
    settings = NodeSettings(**parameters)
    types = {name: type(value) for name, value in asdict(NodeSettings()).items()}
    assert {name: type(value) for name, value in asdict(settings).items()} == types
