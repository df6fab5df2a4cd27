"""Figures of maps made by hand, against scikit-learn and against counting."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_curve

from vl4ad_ros.ablation.figures import FIGURES
from vl4ad_ros.ablation.group_tables import class_table, group_table
from vl4ad_ros.ablation.judge import Judged, judge
from vl4ad_ros.ablation.maps import OWN_SCORE, ArmMaps
from vl4ad_ros.ablation.parts import ANOMALOUS_PARTS, NORMAL_PARTS, Part
from vl4ad_ros.ablation.truth import Truth
from vl4ad_ros.evaluation.bootstrap import draw_weights

from .conftest import CAR, SIZE_HW, SKY, TRUCK

WEIGHTS = draw_weights(np.arange(4))[:20]


@pytest.fixture
def truth(streets, vocabulary, tmp_path):
    truth = Truth(streets, tmp_path / 'parts')
    truth.prepare(vocabulary, 2, lambda _: None)
    return truth


@pytest.fixture
def maps(truth, tmp_path):
    """Scores that know something, and labels that know everything but the trucks."""
    maps = ArmMaps(tmp_path / 'maps')
    for number, frame_id in enumerate(truth.frame_ids):
        parts, classes = truth.parts(frame_id), truth.classes(frame_id)
        random = np.random.default_rng(number)
        score = 0.6 * random.random(SIZE_HW) + 0.3 * np.isin(parts, ANOMALOUS_PARTS)
        maps.scores(OWN_SCORE).write(frame_id, score.astype(np.float32))
        labels = np.zeros(SIZE_HW, np.uint8)
        labels[classes == SKY], labels[classes == CAR], labels[classes == TRUCK] = 1, 2, 4
        maps.write_labels(frame_id, labels)
    return maps


def judged_of(maps, vocabulary, score=OWN_SCORE, calibrated=True):
    tables = group_table(vocabulary, vocabulary), class_table(vocabulary)
    return Judged(maps, score, calibrated, *tables)


def run(judged, truth, tmp_path, threshold=0.5, weights=WEIGHTS):
    return judge(judged, truth, threshold, weights, tmp_path / 'work', lambda _: None)


def pixels(maps, truth):
    """Return scores and parts of all judged pixels, and to which picture they belong."""
    found = []
    for number, frame_id in enumerate(truth.frame_ids):
        parts = truth.parts(frame_id)
        score = maps.scores(OWN_SCORE).read(frame_id, SIZE_HW)
        keep = parts != 255
        found.append((score[keep], parts[keep], np.full(keep.sum(), number)))
    return [np.concatenate(column) for column in zip(*found, strict=True)]


@pytest.mark.parametrize(
    ('name', 'anomalous'),
    [
        ('all', ANOMALOUS_PARTS),
        ('far', (Part.FAR, Part.FAR_UNSEEN)),
        ('near', (Part.NEAR, Part.NEAR_UNSEEN)),
        ('unseen', (Part.FAR_UNSEEN, Part.NEAR_UNSEEN)),
    ],
)
def test_each_kind_is_judged_against_all_normal_pixels(
    maps, truth, vocabulary, tmp_path, name, anomalous
):
    score, parts, _ = pixels(maps, truth)
    keep = np.isin(parts, (*NORMAL_PARTS, *anomalous))
    wanted, score = np.isin(parts[keep], anomalous), score[keep]
    values = run(judged_of(maps, vocabulary), truth, tmp_path).values
    assert values[f'ap_{name}'] == pytest.approx(average_precision_score(wanted, score))
    fpr, tpr, _ = roc_curve(wanted, score, drop_intermediate=False)
    assert values[f'fpr95_{name}'] == pytest.approx(fpr[np.argmax(tpr >= 0.95)])


def test_alarms_and_borders_are_counted(maps, truth, vocabulary, tmp_path):
    score, parts, picture = pixels(maps, truth)
    found = np.sort(score[np.isin(parts, ANOMALOUS_PARTS)])[::-1]
    at_recall = found[int(np.ceil(0.95 * found.size)) - 1]
    values = run(judged_of(maps, vocabulary), truth, tmp_path, threshold=0.4).values
    assert values['alarms'] == pytest.approx((score[picture == 3] > 0.4).mean())
    assert values['alarms95'] == pytest.approx((score[picture == 3] >= at_recall).mean())
    for name, part in (('joined', Part.JOINED_BORDER), ('kept', Part.KEPT_BORDER)):
        assert (parts == part).any()
        assert values[f'score_{name}'] == pytest.approx(score[parts == part].mean(), rel=1e-5)
        share = (score[parts == part] >= at_recall).mean()
        assert values[f'fpr95_{name}'] == pytest.approx(share)
    border = np.isin(parts, (Part.JOINED_BORDER, Part.KEPT_BORDER, *ANOMALOUS_PARTS))
    wanted = np.isin(parts[border], ANOMALOUS_PARTS)
    expected = average_precision_score(wanted, score[border])
    assert values['ap_border'] == pytest.approx(expected)


def test_mean_iou_is_that_of_the_groups(maps, truth, vocabulary, tmp_path):
    classes = np.concatenate([truth.classes(one).ravel() for one in truth.frame_ids])
    vehicle = (classes == CAR).sum() / np.isin(classes, (CAR, TRUCK)).sum()
    values = run(judged_of(maps, vocabulary), truth, tmp_path).values
    assert values['miou'] == pytest.approx((1 + 1 + vehicle) / 3)
    assert values['miou_classes'] is None


def test_figures_of_resampled_pictures_lie_about_the_exact_ones(maps, truth, vocabulary, tmp_path):
    once = np.ones((1, 4), np.int64)
    judgement = run(judged_of(maps, vocabulary), truth, tmp_path, weights=once)
    assert judgement.values.keys() == judgement.samples.keys() == FIGURES.keys()
    for name, value in judgement.values.items():
        if value is not None:
            assert judgement.samples[name].item() == pytest.approx(value, abs=0.01), name
    twice = run(judged_of(maps, vocabulary), truth, tmp_path, weights=2 * once)
    assert twice.samples['miou'].item() == pytest.approx(judgement.values['miou'])


def test_a_score_of_any_range_has_no_alarms_at_the_threshold_of_the_node(
    maps, truth, vocabulary, tmp_path
):
    for frame_id in truth.frame_ids:
        score = maps.scores(OWN_SCORE).read(frame_id, SIZE_HW)
        maps.scores('max logit').write(frame_id, score - 1)
    own = run(judged_of(maps, vocabulary), truth, tmp_path).values
    other = run(judged_of(maps, vocabulary, 'max logit', False), truth, tmp_path).values
    assert other['ap_all'] == pytest.approx(own['ap_all'], abs=1e-4)
    assert other['alarms95'] == pytest.approx(own['alarms95'], abs=1e-3)
    assert other['alarms'] is None
    assert other['score_inside'] is None


def test_pictures_without_class_maps_say_nothing_of_classes(stills, vocabulary, tmp_path):
    from vl4ad_ros.ablation.streets import open_streets

    for path in (stills / 'labels_class').iterdir():
        path.unlink()
    truth = Truth(open_streets([stills]), tmp_path / 'parts')
    truth.prepare(vocabulary, 2, lambda _: None)
    maps = ArmMaps(tmp_path / 'maps')
    for frame_id in truth.frame_ids:
        score = np.random.default_rng(0).random(SIZE_HW, np.float32)
        maps.scores(OWN_SCORE).write(frame_id, score)
    values = run(judged_of(maps, vocabulary), truth, tmp_path).values
    assert values['ap_near'] is not None
    nothing = ('miou', 'miou_classes', 'ap_border', 'score_joined', 'fpr95_inside')
    assert [values[name] for name in nothing] == [None] * 5
