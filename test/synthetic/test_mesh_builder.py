from itertools import pairwise

import numpy as np
import pytest

from vl4ad_ros.synthetic.mesh_builder import MeshBuilder
from vl4ad_ros.synthetic.objects.wheels import add_ring


def volume(mesh):
    """Return the volume inside a closed mesh; it is negative where faces look inwards."""
    total = 0.0
    for face in mesh.faces:
        a = mesh.vertices[face[0]]
        for i, j in pairwise(face[1:]):
            total += np.dot(a, np.cross(mesh.vertices[i], mesh.vertices[j])) / 6
    return total


def box(builder):
    builder.box((1, 2, 3), (3, 5, 4), 'stone')


def cylinder(builder):
    builder.cylinder((1, 1, 0), (1, 1, 2), 0.5, 'stone', 96)


def cone(builder):
    builder.cylinder((0, 0, 0), (3, 0, 0), (1.0, 0.0), 'stone', 96)


def ellipsoid(builder):
    builder.ellipsoid((5, 0, 0), (1, 2, 3), 'stone', 96)


def gable(builder):
    builder.extrude([(0, 0), (4, 0), (4, 2), (2, 3), (0, 2)], -1, 2, 'stone')


def torus(builder):
    add_ring(builder, (0, 1, 2), 2.0, 0.5, 'rubber', 64)


@pytest.mark.parametrize(
    ('add', 'expected'),
    [
        (box, 6),
        (cylinder, np.pi / 2),
        (cone, np.pi),
        (ellipsoid, 8 * np.pi),
        (gable, 30),
        (torus, 2 * np.pi * 2 * 6 * 0.5 * 0.25 * np.sin(np.pi / 3)),  # its section is a hexagon
    ],
)
def test_primitives_enclose_their_volume_with_faces_outwards(add, expected):
    builder = MeshBuilder()
    add(builder)
    assert volume(builder.build()) == pytest.approx(expected, rel=0.01)


def test_primitives_keep_their_material_and_vertices():
    builder = MeshBuilder()
    builder.box((0, 0, 0), (1, 1, 1), 'stone')
    builder.quad([(0, 0, 2), (1, 0, 2), (1, 1, 2)], 'glass')
    builder.box((5, 5, 5), (6, 6, 6), 'stone')
    mesh = builder.build()
    assert mesh.materials == ('stone', 'glass')
    assert mesh.face_material == (*[0] * 6, 1, *[0] * 6)
    assert mesh.vertices[list(mesh.faces[6])].tolist() == [[0, 0, 2], [1, 0, 2], [1, 1, 2]]
    assert mesh.vertices[list(mesh.faces[-1])].min() == 5
