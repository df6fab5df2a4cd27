import dataclasses

import numpy as np
import pytest

from vl4ad_ros.calibration.calibration import (
    Calibration,
    Promise,
    hazards_digest,
    read_calibration,
    write_calibration,
)
from vl4ad_ros.errors import SettingsError
from vl4ad_ros.hazards.settings import ComponentSettings, HazardSettings, TrackSettings


@pytest.fixture
def made() -> Calibration:
    return Calibration(
        model_id='demo@0123',
        vocabulary_digest='ab' * 32,
        hazards_digest=hazards_digest(HazardSettings()),
        threshold=0.25,
        promises=(Promise('miss_rate', 0.1, 0.09, 0.05, 40),),
        data_digest='cd' * 32,
        drives=40,
        frames=900,
        hours=0.5,
        confidence_scores=(0.3, 0.9),
        confidence_shares=(0.2, 0.8),
        score_histogram=(0.1,) * 10,
    )


def test_what_is_written_is_read(made, tmp_path):
    write_calibration(made, tmp_path / 'c.yaml')
    assert read_calibration(tmp_path / 'c.yaml') == made


def test_it_holds_for_what_it_was_made_for(made):
    made.check('demo@0123', 'ab' * 32, HazardSettings().at_threshold(0.9))


@pytest.mark.parametrize(
    ('changed', 'said'),
    [
        ({'model_id': 'demo@9999'}, 'the bundle demo@9999'),
        ({'vocabulary_digest': 'ef' * 32}, 'the vocabulary efefefefefef'),
        (
            {'hazards_digest': hazards_digest(HazardSettings(tracks=TrackSettings(False)))},
            'parameters between scores and hazards',
        ),
    ],
)
def test_it_is_refused_for_anything_else_with_the_remedy(made, changed, said):
    other = dataclasses.replace(made, **changed)
    with pytest.raises(SettingsError, match=f'{said}.*calibrate again'):
        other.check('demo@0123', 'ab' * 32, HazardSettings())


def test_the_digest_is_of_what_decides_on_a_hazard():
    one = HazardSettings(ComponentSettings(threshold=0.1))
    assert hazards_digest(one) == hazards_digest(HazardSettings())
    other = HazardSettings(ComponentSettings(min_area_px=7))
    assert hazards_digest(other) != hazards_digest(one)


def test_confidence_is_read_between_the_scores(made):
    assert made.confidence(0.6) == pytest.approx(0.5)
    assert made.confidence(0.1) == pytest.approx(0.2)
    assert np.isnan(dataclasses.replace(made, confidence_scores=()).confidence(0.5))


@pytest.mark.parametrize(
    ('text', 'said'),
    [
        ('a: 1', 'no calibration of format 1'),
        ('[1]', 'no calibration of format 1'),
        ('{', 'is not YAML'),
        ('format_version: 1', 'is missing'),
        ('format_version: 2', 'no calibration of format 1'),
    ],
)
def test_another_file_is_refused(tmp_path, text, said):
    (tmp_path / 'c.yaml').write_text(text)
    with pytest.raises(SettingsError, match=said):
        read_calibration(tmp_path / 'c.yaml')


def test_damage_is_refused(made, tmp_path):
    write_calibration(dataclasses.replace(made, threshold=1.5), tmp_path / 'c.yaml')
    with pytest.raises(SettingsError, match='damaged'):
        read_calibration(tmp_path / 'c.yaml')
