from dataclasses import replace

import numpy as np

from vl4ad_ros.encoder.alignment import Strengths
from vl4ad_ros.encoder.figures import choose_strengths, judge
from vl4ad_ros.encoder.settings import EncoderSettings

from .conftest import make_material

HELD_OUT = np.arange(0, 120, 6)


def figures(material, unread=HELD_OUT):
    fitted = np.setdiff1d(material.classes, HELD_OUT)
    return judge(material.fit(fitted, unread, Strengths()), material, HELD_OUT)


def test_meaning_is_found_and_chance_is_chance():
    learnt = figures(make_material(noise=0.01))
    assert learnt.top1 > 0.7
    assert learnt.median_rank <= 3
    assert learnt.top5 >= learnt.top1
    guessed = figures(make_material(noise=100.0))
    assert guessed.top1 < 0.3
    assert 20 < guessed.median_rank < 100


def test_reading_the_dictionary_helps(material):
    assert figures(material, unread=HELD_OUT[:0]).top1 > figures(material).top1


def test_ranks_count_what_is_nearer(material):
    """A column of texts in the order of their cosines, made by hand."""

    class ByHand:
        def project(self, rows):
            return np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)

        def look_up(self, sentences):
            angles = np.linspace(0, np.pi / 2, len(sentences))  # class 0 first, class 119 last
            return np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32)

    found = judge(ByHand(), material, np.array([0, 110]))
    assert found.top1 == 1.0
    assert found.median_rank == (1 + 10) / 2


def test_kept_out_classes_are_nobodys_rank(material):
    allowed = np.arange(5, 180)
    smaller = replace(material, allowed=allowed)
    assert smaller.classes.tolist() == list(range(5, 120))
    alignment = smaller.fit(np.arange(5, 100), np.arange(100, 110), Strengths())
    assert len(alignment.keys) == 180 - 5 - 10
    assert judge(alignment, smaller, np.arange(100, 110)).median_rank <= 115


def test_the_strengths_are_the_best_ones(material):
    settings = EncoderSettings(
        folds=2, kernels=(4.0,), ridges=(0.3, 1e6), sharpnesses=(1e-3, 16.0), held_out=20
    )
    chosen = choose_strengths(material, np.setdiff1d(material.classes, HELD_OUT), settings, 0)
    assert chosen.sharpness == 16.0
    assert chosen.ridge in settings.ridges


def test_choosing_sees_nothing_of_other_classes():
    """Whatever rows and texts the held-out classes have, the same strengths are chosen."""
    settings = EncoderSettings(folds=2, kernels=(2.0, 6.0), ridges=(0.1,), sharpnesses=(8.0, 16.0))
    plain, spoilt = make_material(), make_material()
    spoilt.rows[HELD_OUT] = np.nan
    spoilt.vectors.names[HELD_OUT] = np.nan
    spoilt.vectors.explanations[HELD_OUT] = np.nan
    others = np.setdiff1d(plain.classes, HELD_OUT)
    assert choose_strengths(plain, others, settings, 0) == choose_strengths(
        spoilt, others, settings, 0
    )
