from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from vl4ad_ros.cli.main import app
from vl4ad_ros.errors import ImageError, Vl4adError
from vl4ad_ros.explanation.explanation import MOST_QUERIES, explain_pixel
from vl4ad_ros.explanation.picture import draw_explanation
from vl4ad_ros.explanation.query_values import QueryValues
from vl4ad_ros.scoring import class_probabilities
from vl4ad_ros.structures import AnomalyMaps, GroupEmbeddings

SIZE_HW = (40, 80)  # of the image; the maps are a quarter


@pytest.fixture
def text() -> GroupEmbeddings:
    concepts = np.zeros((3, 2, 4), np.float32)
    concepts[0, 0, 0] = concepts[0, 1, 1] = concepts[1, 0, 2] = concepts[2, 0, 3] = 1
    mask = np.array([[True, True], [True, False], [True, False]])
    known = np.array([True, True, False])
    words = (('road', 'street'), ('car',), ('sofa',))
    return GroupEmbeddings(concepts, mask, known, ('ground', 'car', 'sofa'), 0.1, '', words)


@pytest.fixture
def values(text: GroupEmbeddings) -> QueryValues:
    """A query of streets on the left, one of sofas on the right, and six that see nothing."""
    embeddings = np.zeros((8, 4), np.float32)
    embeddings[0, 1] = embeddings[1, 3] = 1
    embeddings[2:] = 0.5
    masks = np.full((8, 10, 20), 0.01, np.float32)
    masks[0, :, :10] = 0.9
    masks[1, :, 10:] = 0.8
    probabilities = class_probabilities(embeddings, text)
    unit = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    cosines = np.einsum('nd,gld->ngl', unit, text.concepts)
    cosines = np.where(text.concept_mask, cosines, -np.inf).astype(np.float32)
    parts = masks, probabilities, cosines, text.families
    values = QueryValues(AnomalyMaps(np.empty(0), np.empty(0)), *parts)
    evidence = values.known_evidence(text).max(axis=0)
    maps = AnomalyMaps(np.clip(1 - evidence, 0, 1), np.zeros((10, 20), np.int32))
    return QueryValues(maps, *parts)


def test_a_pixel_of_a_known_thing_is_explained_by_its_query(values, text):
    found = explain_pixel(values, text, (10, 20), SIZE_HW)
    assert (found.winner, found.known_group) == ('ground', 'ground')
    first = found.queries[0]
    assert (first.number, first.known.concept, first.known.group) == (0, 'street', 'ground')
    assert first.known.cosine == pytest.approx(1)
    assert first.evidence == pytest.approx(0.9, abs=0.01)
    assert found.is_covered


def test_a_pixel_of_an_unknown_thing_has_its_prompt(values, text):
    found = explain_pixel(values, text, (79, 0), SIZE_HW)
    assert found.winner == 'sofa'
    assert found.queries[0].prompt.concept == 'sofa'
    assert found.queries[0].evidence < 0.01
    assert found.score > 0.9


def test_the_parts_add_up_to_the_score(values, text):
    for x in (0, 39, 40, 79):
        found = explain_pixel(values, text, (x, 39), SIZE_HW)
        told = sum(part.evidence for part in found.queries)
        assert len(found.queries) == MOST_QUERIES
        assert told + found.other_evidence == pytest.approx(found.evidence, abs=1e-5)
        assert np.clip(1 - found.evidence, 0, 1) == pytest.approx(found.score, abs=1e-5)


def test_a_family_explains_a_pixel_together(values, text):
    alone = explain_pixel(values, text, (10, 20), SIZE_HW)
    together = replace(values, families=np.array([0, 0, 2], np.int32))
    found = explain_pixel(together, text, (10, 20), SIZE_HW)
    assert (alone.known_group, alone.family) == ('ground', ('ground',))
    assert (found.known_group, found.family) == ('ground', ('ground', 'car'))
    assert found.known_words == 'ground and family'
    assert found.evidence > alone.evidence
    told = sum(part.evidence for part in found.queries)
    assert told + found.other_evidence == pytest.approx(found.evidence, abs=1e-5)


def test_votes_are_told_of(values, text):
    found = explain_pixel(values, text, (79, 0), SIZE_HW)
    unknown = 1 - values.probabilities[:, text.known].sum(axis=1)
    assert found.votes == pytest.approx(values.masks[:, 0, 19] @ unknown, rel=1e-5)
    assert found.score_before == found.score_plain
    weighed = replace(values, weighed=0.5 * values.maps.score)
    found = explain_pixel(weighed, text, (79, 0), SIZE_HW)
    assert found.score_before == pytest.approx(0.5 * found.score_plain)


def test_thin_doubt_is_told_of(values, text):
    assert not explain_pixel(values, text, (79, 0), SIZE_HW).is_thin
    opened = replace(values, maps=replace(values.maps, score=0.5 * values.maps.score))
    found = explain_pixel(opened, text, (79, 0), SIZE_HW)
    assert found.is_thin
    assert found.score == pytest.approx(0.5 * found.score_before)


@pytest.mark.parametrize('at', [(80, 0), (0, 40), (-1, 0)])
def test_a_pixel_outside_is_refused_with_the_size(values, text, at):
    with pytest.raises(ImageError, match='give x below 80, y below 40'):
        explain_pixel(values, text, at, SIZE_HW)


def test_the_picture_shows_each_query_in_a_cell(values, text):
    image = np.random.default_rng(0).integers(0, 256, (*SIZE_HW, 3), dtype=np.uint8)
    drawn = draw_explanation(image, values, explain_pixel(values, text, (10, 20), SIZE_HW))
    height, width = drawn.shape[0] // 2, drawn.shape[1] // 3
    cells = [
        drawn[r * height : (r + 1) * height, c * width : (c + 1) * width]
        for r in range(2)
        for c in range(3)
    ]
    assert drawn.dtype == np.uint8
    road = cells[1]
    assert road[height // 2 :, : width // 3].mean() > road[height // 2 :, -width // 3 :].mean()


def test_the_command_explains_a_pixel(tmp_path: Path):
    rng = np.random.default_rng(0)
    cv2.imwrite(str(tmp_path / 'street.png'), rng.integers(0, 256, (90, 160, 3), dtype=np.uint8))
    out = tmp_path / 'why.png'
    arguments = ['explain', str(tmp_path / 'street.png'), '--at', '80,45', '--out', str(out)]
    result = CliRunner().invoke(app, [*arguments, '--vocabulary', 'road', '--threads', '1'])
    assert result.exit_code == 0, result.output
    assert 'anomaly score' in result.output
    assert cv2.imread(str(out)) is not None


def test_a_place_that_is_no_pixel_is_refused():
    with pytest.raises(Vl4adError, match='two whole numbers'):
        CliRunner().invoke(app, ['explain', 'x.png', '--at', 'middle'], catch_exceptions=False)
