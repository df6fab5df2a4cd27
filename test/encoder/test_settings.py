import pytest

from vl4ad_ros.encoder.settings import EncoderSettings, read_encoder_settings
from vl4ad_ros.encoder.wordnet import Entry, is_one_of
from vl4ad_ros.errors import SettingsError
from vl4ad_ros.paths import share_directory
from vl4ad_ros.synthetic.objects.unknowns import UNKNOWN_KINDS


@pytest.mark.parametrize(
    ('values', 'complaint'),
    [
        ({'seeds': ()}, 'seeds is empty'),
        ({'folds': 1}, 'folds is 1'),
        ({'held_out': 0}, 'held_out is 0'),
        ({'ridges': (0.0,)}, r'ridges is \[0.0\]'),
        ({'kernels': ()}, r'kernels is \[\]'),
        ({'sharpnesses': (float('nan'),)}, 'sharpnesses'),
    ],
)
def test_what_cannot_be_is_refused(values, complaint):
    with pytest.raises(SettingsError, match=complaint):
        EncoderSettings(**values)


def test_the_shipped_configuration_keeps_the_unseen_kinds_out():
    path = share_directory() / 'config' / 'encoder.yaml'
    kept_out = read_encoder_settings(path).kept_out
    for kind, about in UNKNOWN_KINDS.items():
        name = kind.replace('_', ' ')
        assert is_one_of(Entry((name,), ''), kept_out) == about.unseen, name


@pytest.mark.parametrize('name', ['encoder_contrastive', 'encoder_refined'])
def test_the_other_shipped_configurations_are_read(name):
    path = share_directory() / 'config' / f'{name}.yaml'
    assert read_encoder_settings(path).method in name.replace('refined', 'refinement')


@pytest.mark.parametrize(
    ('text', 'complaint'),
    [
        ('method: guess', "method 'guess' is no choice; take one of parts, contrastive"),
        ('method: contrastive', "'data' is missing"),
        ('method: refinement\nencoders: x', "'encoders' is not known; did you mean 'encoder'"),
        ('- parts', 'expected `name: value` lines'),
    ],
)
def test_a_wrong_file_is_refused(tmp_path, text, complaint):
    path = tmp_path / 'encoder.yaml'
    path.write_text(text)
    with pytest.raises(SettingsError, match=complaint):
        read_encoder_settings(path)


@pytest.mark.parametrize(
    ('names', 'words', 'found'),
    [
        (('roe deer', 'Capreolus'), ('deer',), True),
        (('deerhound',), ('deer',), False),
        (('Goose',), ('goose',), True),
        (('gooses',), ('goose',), True),
        (('boat',), ('boat trailer',), False),
        (('anything',), (), False),
    ],
)
def test_an_entry_is_one_of_the_words(names, words, found):
    assert is_one_of(Entry(names, ''), words) is found
