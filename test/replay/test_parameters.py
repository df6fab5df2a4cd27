import pytest

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.replay.parameters import read_parameters


def read(tmp_path, text):
    path = tmp_path / 'params.yaml'
    path.write_text(text)
    return read_parameters(path)


def test_the_shipped_file():
    assert read_parameters(None).bundle == 'demo'


def test_the_name_of_the_node_wins_over_the_wildcard(tmp_path):
    text = """
vl4ad: {ros__parameters: {threshold: 0.7}}
/**: {ros__parameters: {threshold: 0.1, min_area: 5, use_sim_time: true}}
camera: {ros__parameters: {exposure: 3}}
"""
    settings = read(tmp_path, text)
    assert (settings.threshold, settings.min_area, settings.max_hazards) == (0.7, 5, 50)


@pytest.mark.parametrize(
    ('text', 'sentence'),
    [
        ('/**: {ros__parameters: {treshold: 0.1}}', "did you mean 'threshold'"),
        ('/**: {ros__parameters: {threshold: 1}}', 'cannot be 1: it is of type float'),
        ('/**: {ros__parameters: {min_area: true}}', 'cannot be True: it is of type int'),
        ('/**: {ros__parameters: {threshold: 1.5}}', 'choose from 0.0 to 1.0'),
        ('/**: {threshold: 0.5}', 'has no "ros__parameters:"'),
        ('/**: []', 'has no "ros__parameters:"'),
        ('camera: {ros__parameters: {threshold: 0.5}}', 'holds no parameters of the node'),
        ('', 'holds no parameters of the node'),
        ('[1, 2]', 'holds no parameters of the node'),
        ('a: [', 'is no YAML file'),
    ],
)
def test_what_the_node_would_refuse(tmp_path, text, sentence):
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)
    assert sentence in str(caught.value)
    assert '\n' not in str(caught.value)


def test_a_missing_file(tmp_path):
    with pytest.raises(SettingsError, match='cannot be read'):
        read_parameters(tmp_path / 'absent.yaml')
