from dataclasses import replace

import numpy as np
import torch

from vl4ad_ros.encoder.alignment import EntryVectors, Strengths, align, unit
from vl4ad_ros.model.config import LiteConfig, SentenceConfig
from vl4ad_ros.model.sentence_tower import Dictionary

FITTED, ENTRIES = np.arange(100), np.arange(0, 180, 2)


def fit(material, vectors=None):
    return align(
        material.rows, vectors or material.vectors, FITTED, ENTRIES, Strengths(), 6, key_dim=8
    )


def test_what_is_neither_fitted_nor_an_entry_has_no_part(material):
    left_out = np.setdiff1d(np.arange(180), np.union1d(FITTED, ENTRIES))
    names, explanations = material.vectors.names.copy(), material.vectors.explanations.copy()
    rows = material.rows.copy()
    names[left_out], explanations[left_out], rows[100:] = np.nan, np.nan, np.nan
    changed = replace(material, rows=rows)
    for ours, theirs in zip(
        vars(fit(material)).values(),
        vars(fit(changed, EntryVectors(names, explanations))).values(),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)


def test_an_entry_is_placed_by_its_meaning(material):
    alignment = fit(material)
    places = unit(alignment.look_up(material.vectors.names[:100:2]))
    images = unit(alignment.project(material.rows[:100:2]))
    assert (np.diag(images @ places.T) > 0.8).all()


def test_sharper_means_fewer_entries(material):
    names = material.vectors.names[ENTRIES]
    sharp = replace(fit(material), sharpness=500.0)
    np.testing.assert_allclose(sharp.look_up(names), sharp.values, atol=1e-3)
    blunt = replace(sharp, sharpness=1e-6)
    mean = np.broadcast_to(sharp.values.mean(0), (len(names), 6))
    np.testing.assert_allclose(blunt.look_up(names), mean, atol=1e-3)


def test_numpy_looks_up_as_torch_does(material):
    alignment = fit(material)
    config = LiteConfig(
        (2,) * 7, (1,) * 7, embed_dim=6, entries=90, key_dim=8, text=SentenceConfig(width=12)
    )
    dictionary = Dictionary(config)
    arrays = {
        'query.weight': alignment.query,
        'query.bias': alignment.query_bias,
        'keys': alignment.keys,
        'values': alignment.values,
        'sharpness': np.float32(alignment.sharpness),
    }
    dictionary.load_state_dict({name: torch.tensor(x) for name, x in arrays.items()})
    sentences = material.vectors.names[100:]
    with torch.no_grad():
        found = dictionary(torch.from_numpy(sentences)).numpy()
    np.testing.assert_allclose(alignment.look_up(sentences), found, atol=1e-5)
