"""Fences along y, from y = 0 on: planks, rails, slats, wire mesh."""

import numpy as np
from numpy.random import Generator

from ..mesh_builder import MeshBuilder
from ..things import Model

LENGTH_M, BAY_M = 10.0, 2.5
FORMS = ('planks', 'rails', 'slats', 'mesh', 'wire', 'pickets')


def build(rng: Generator) -> Model:
    """Build ten metres of fence."""
    builder = MeshBuilder()
    form = str(rng.choice(FORMS))
    height = float(
        rng.uniform(0.9, 1.3) if form in ('rails', 'wire', 'pickets') else rng.uniform(1.2, 2.0)
    )
    metal = form == 'mesh'
    wood = str(rng.choice(['wood_pale', 'wood_dark', 'planks_grey', 'frame_white', 'wood_dark']))
    material = str(rng.choice(['galvanised', 'plastic_green', 'iron'])) if metal else wood
    for y in np.arange(0, LENGTH_M + 0.1, BAY_M):
        half = 0.03 if metal else 0.06
        builder.box((-half, y - half, -0.3), (half, y + half, height + 0.05), material)
    for low, high, spacing, thick in _boards(form, height):
        _fill(builder, low, high, spacing, thick, material, form)
    return Model('fence', 'fence', (builder.build(),))


def _boards(form: str, height: float) -> list[tuple[float, float, float, float]]:
    """Return (from height, to height, spacing along y, thickness); spacing 0 is one length."""
    if form == 'planks':
        return [(0.05, height, 0.16, 0.145)]
    if form == 'pickets':
        return [(0.08, height, 0.17, 0.08), (0.3, 0.38, 0, 0), (height - 0.3, height - 0.22, 0, 0)]
    if form == 'rails':
        return [(z, z + 0.13, 0, 0) for z in (height * 0.4, height * 0.85)]
    if form == 'slats':
        return [(z, z + 0.11, 0, 0) for z in np.arange(0.1, height, 0.15)]
    if form == 'wire':
        return [(z, z + 0.01, 0, 0) for z in np.arange(0.25, height, 0.22)]
    upright = [(0.05, height, 0.07, 0.008)]
    return upright + [(z, z + 0.01, 0, 0) for z in np.arange(0.1, height, 0.2)]


def _fill(
    builder: MeshBuilder,
    low: float,
    high: float,
    spacing: float,
    thick: float,
    material: str,
    form: str,
) -> None:
    deep = 0.006 if form in ('mesh', 'wire') else 0.018
    if not spacing:
        builder.box((-deep, 0, low), (deep, LENGTH_M, high), material)
        return
    for y in np.arange(0.04, LENGTH_M - thick, spacing):
        builder.box((-deep, y, low), (deep, y + thick, high), material)
