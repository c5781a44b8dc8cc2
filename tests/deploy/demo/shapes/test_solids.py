"""Solid shapes are closed, face outward and have the volume geometry says."""

import numpy as np
import pytest

from deploy.local.demo.shapes.bar import bar
from deploy.local.demo.shapes.curves import superellipse
from deploy.local.demo.shapes.lathe import lathe
from deploy.local.demo.shapes.mesh import Mesh
from deploy.local.demo.shapes.rounded_box import rounded_box
from deploy.local.demo.shapes.slab import slab
from deploy.local.demo.shapes.sweep import rounded_tube, tube


def _volume(mesh: Mesh) -> float:
    """Enclosed volume by the divergence theorem: positive when faces look outward."""
    a, b, c = np.moveaxis(mesh.positions[mesh.triangles], 1, 0)
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


def _assert_normals_agree_with_faces(mesh: Mesh) -> None:
    a, b, c = np.moveaxis(mesh.positions[mesh.triangles], 1, 0)
    faces = np.cross(b - a, c - a)
    faces /= np.linalg.norm(faces, axis=1, keepdims=True)
    shading = mesh.normals[mesh.triangles].mean(axis=1)
    assert np.linalg.norm(mesh.normals, axis=1) == pytest.approx(1, abs=1e-6)
    assert (np.einsum("ij,ij->i", faces, shading) > 0.2).all()


_SOLIDS = {
    "lathe": (lathe(np.array([[0, 0], [0.5, 0], [0.5, 1], [0, 1]]), segments=256), np.pi / 4),
    "rounded box": (rounded_box((1, 2, 3), 0.01), 6.0),
    "slab": (slab(superellipse(2, 1, count=256), 0.5, edge=0.002), np.pi / 4),
    "bar": (bar(np.linspace([0, 0, 0], [0, 0, 2], 9), superellipse(1, 1, count=128), edge=0.002), np.pi / 2),
    "rounded tube": (
        rounded_tube(np.linspace([0, 0, 0], [3, 1, 0], 9), 0.1, sides=128, edge=0.01),
        np.pi * 0.01 * 10**0.5,
    ),
}


@pytest.mark.parametrize("name", _SOLIDS)
def test_solid_encloses_its_volume(name: str) -> None:
    mesh, volume = _SOLIDS[name]

    assert _volume(mesh) == pytest.approx(volume, rel=0.02)


@pytest.mark.parametrize("name", _SOLIDS)
def test_solid_is_shaded_as_it_faces(name: str) -> None:
    _assert_normals_agree_with_faces(_SOLIDS[name][0])


def test_closed_tube_meets_itself_untwisted() -> None:
    angle = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    wavy = np.stack([np.cos(angle), 0.3 * np.sin(3 * angle), np.sin(angle)], axis=1)

    hoop = tube(wavy, 0.05, sides=16, closed=True)

    # A twisted joint would stretch the edges of one ring far beyond those of the others.
    edges = np.linalg.norm(np.diff(hoop.positions[hoop.triangles[:, :2]], axis=1)[:, 0], axis=1)
    assert edges.max() < 0.1
    assert _volume(hoop) > 0


def test_mirrored_mesh_still_faces_outward() -> None:
    box = rounded_box((1, 1, 1), 0.1).moved(2)

    mirrored = box.mirrored()

    assert mirrored.high[0] == pytest.approx(-1.5)
    assert _volume(mirrored) == pytest.approx(_volume(box))
