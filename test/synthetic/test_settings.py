import pytest

from vl4ad_ros.errors import SettingsError
from vl4ad_ros.paths import share_directory
from vl4ad_ros.synthetic.drives import drive
from vl4ad_ros.synthetic.scene import build_scene
from vl4ad_ros.synthetic.settings import DriveSetSettings, DriveSettings
from vl4ad_ros.synthetic.settings_file import read_settings
from vl4ad_ros.synthetic.stills import still

CONFIGURATIONS = share_directory() / 'config' / 'synthetic'


def read(tmp_path, text):
    path = tmp_path / 'drive.yaml'
    path.write_text(text)
    return read_settings(path)


def test_what_is_left_out_keeps_its_default(tmp_path):
    settings = read(
        tmp_path, 'seed: 3\nfps: 5\ncamera: {width: 320}\nunknowns: [{kind: sofa, ahead_m: 9}]'
    )
    assert (settings.seed, settings.fps) == (3, 5.0)
    assert (settings.camera.width, settings.camera.height) == (320, 360)
    assert settings.unknowns[0].ahead_m == 9.0


def test_stamps_are_spaced_by_the_frame_rate(tmp_path):
    settings = read(tmp_path, 'seed: 1\nfps: 10')
    assert [settings.stamp_ns(i) for i in (0, 1, 49)] == [10**9, 1_100_000_000, 5_900_000_000]


@pytest.mark.parametrize(
    ('text', 'words'),
    [
        ('frames: 3', "'seed' is missing"),
        ('seed: 1\nframe: 3', "did you mean 'frames'"),
        ('seed: 1\ncamera: {hight: 3}', "camera: 'hight' is not known; did you mean 'height'"),
        ('seed: one', "seed: expected int, got 'one'"),
        ('seed: true', 'seed: expected int, got True'),
        ('seed: 1\nunknowns: sofa', "unknowns: expected a list, got 'sofa'"),
        ('seed: 1\nunknowns: [{kind: sofa}]', "unknowns[0]: 'ahead_m' is missing"),
        ('seed: 1\nframes: 0', 'frames is 0; give a number from 1'),
        ('seed: 1\nfps: .nan', 'fps is nan'),
        ('seed: 1\nname: ../up', "name is '../up'"),
        ('seed: [', 'is not YAML'),
        ('seed: 1\ncamera: {film: kodak}', "camera.film is 'kodak'; choose one of agx"),
        ('seed: 1\nsky: {wetness: 2}', 'sky.wetness is 2.0; give a number from 0.0 to 1.0'),
        ('seed: 1\nstreets: [city]', "'weathers' is missing"),
        ('seed: 1\nstreets: []\nweathers: [rain]', 'streets is empty'),
        ('seed: 1\nstreets: [1]\nweathers: [rain]', 'streets[0]: expected str, got 1'),
        (
            'seed: 1\nstreets: [city]\nweathers: [rain]\nunknown_share: 1.5',
            'unknown_share is 1.5',
        ),
        ('seed: 1\ndrives: 2\nstreets: [city]', "'weathers' is missing"),
        ('seed: 1\ndrives: 0\nstreets: [city]\nweathers: [rain]', 'drives is 0; give'),
        ('seed: 1\ndrives: 2\nstreets: []\nweathers: [rain]', 'streets is empty'),
        ('- seed', 'expected `name: value` lines'),
    ],
)
def test_mistakes_are_named_with_their_place(tmp_path, text, words):
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)
    assert words in str(caught.value)
    assert '\n' not in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r'none\.yaml cannot be read'):
        read_settings(tmp_path / 'none.yaml')


@pytest.mark.parametrize('path', sorted(CONFIGURATIONS.glob('*.yaml')), ids=lambda path: path.stem)
def test_the_shipped_configurations_are_valid(path):
    settings = read_settings(path)
    if isinstance(settings, DriveSettings):
        assert 30 <= settings.frames <= 120
        assert settings.unknowns
        assert build_scene(settings).things
    elif isinstance(settings, DriveSetSettings):
        drives = [drive(settings, index) for index in range(settings.drives)]
        assert any(one.unknowns for one in drives)
        assert all(build_scene(one).things for one in drives)
    else:
        assert still(settings, settings.frames - 1).render.samples <= 8


def test_seeds_of_training_validation_and_test_differ():
    seeds = [read_settings(path).seed for path in CONFIGURATIONS.glob('*.yaml')]
    assert len(set(seeds)) == len(seeds)


def test_what_is_chosen_by_shows_no_kind_that_is_kept_for_tests():
    settings = read_settings(CONFIGURATIONS / 'tuning_drives.yaml')
    assert not settings.unseen_kinds


def test_training_has_no_unknown_objects():
    settings = read_settings(CONFIGURATIONS / 'training_stills.yaml')
    assert settings.unknown_share == 0
    assert not any(still(settings, index).unknowns for index in range(settings.frames))
