"""Polygons become triangles that cover them and nothing else, whichever way they are bent."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assets3d.pipeline.findings import BadModel
from assets3d.pipeline.intake.shape.polygons import cut, fans
from assets3d.pipeline.preflight.bounds import Bounds
from tests.assets3d.pipeline.hostile.archives import packed
from tests.assets3d.pipeline.intake.taking import Taken, take
from tests.factories.exchanged.dae import build_dae
from tests.factories.exchanged.fbx import build_fbx

# A letter L, 40 by 30 with strokes of 10, whose first corner sees only a part of it; 600 in area.
_LETTER = [(40, 10), (10, 10), (10, 30), (0, 30), (0, 0), (40, 0)]
_DART = [(0, 0), (40, 20), (0, 40), (10, 20)]
Flat = Sequence[tuple[float, float]]


def _turned(flat: Flat) -> NDArray[np.float64]:
    """A polygon somewhere in space, facing none of the axes."""
    across, up = np.array([0.6, 0.0, 0.8]), np.array([0.48, 0.8, -0.36])
    placed: NDArray[np.float64] = np.array(flat, np.float64) @ np.stack([across, up]) + [100.0, -20.0, 3.0]
    return placed


def _areas(points: NDArray[np.float64], triangles: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much of the polygon's plane each triangle covers, negative where it lies the wrong way round."""
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    normal = np.cross(points, np.roll(points, -1, axis=0)).sum(axis=0)
    areas: NDArray[np.float64] = np.cross(b - a, c - a) @ (normal / np.linalg.norm(normal)) / 2
    return areas


def _cut(points: NDArray[np.float64]) -> NDArray[np.int64]:
    count = len(points)
    return cut(np.array([count]), np.arange(count), points, Bounds()).astype(np.int64)


def _star(spikes: int) -> Flat:
    angles = np.linspace(0, 2 * np.pi, 2 * spikes, endpoint=False)
    reach = np.where(np.arange(2 * spikes) % 2, 10.0, 2.0)
    return [(float(x), float(y)) for x, y in zip(reach * np.cos(angles), reach * np.sin(angles), strict=True)]


_BENT: dict[str, Flat] = {
    "letter": _LETTER,
    "letter the other way round": _LETTER[::-1],
    "dart": _DART,
    "dart from another corner": [*_DART[3:], *_DART[:3]],
    "letter with corners on its edges": [
        (40, 10),
        (25, 10),
        (10, 10),
        (10, 30),
        (0, 30),
        (0, 20),
        (0, 10),
        (0, 0),
        (40, 0),
    ],
    "corners on the edges, the first and the last as well": [
        (2, 0),
        (4, 0),
        (4, 1),
        (1, 1),
        (1, 4),
        (0, 4),
        (0, 0),
        (1, 0),
    ],
    "star": _star(50),
    "frame around a hole": [(0, 0), (9, 0), (9, 9), (0, 9), (0, 0), (3, 3), (3, 6), (6, 6), (6, 3), (3, 3)],
}


@pytest.mark.parametrize("name", _BENT)
def test_polygon_is_covered_once_and_keeps_all_its_corners(name: str) -> None:
    points = _turned(_BENT[name])
    x, y = np.array(_BENT[name], np.float64).T
    area = abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2

    triangles = _cut(points)

    areas = _areas(points, triangles)
    assert len(triangles) == len(points) - 2
    assert set(triangles.ravel().tolist()) == set(range(len(points)))
    assert areas.min() > -1e-9
    assert areas.sum() == pytest.approx(area)


def test_convex_polygons_keep_their_fan_beside_others() -> None:
    square = [(0, 0), (1, 0), (1, 1), (0, 1)]
    lengths = np.array([4, 6, 3, 4, 1, 4])
    points = np.concatenate(
        [_turned(each) for each in (square, _LETTER, square[:3], _DART, square[:1], square)]
    )
    items = np.arange(len(points))

    triangles = cut(lengths, items, points, Bounds())

    fan = fans(lengths, Bounds())
    same = (triangles == fan).all(axis=1)
    assert same.tolist() == [True, True, *same[2:6].tolist(), True, False, False, True, True]
    assert not same[2:6].all()
    assert triangles[7:9].tolist() == [[16, 13, 14], [16, 14, 15]]


def test_polygon_that_crosses_itself_is_taken_as_it_is() -> None:
    bow = _turned([(0, 0), (10, 10), (10, 0), (0, 10)])
    tangle = np.random.default_rng(1).random((40, 3))

    assert len(_cut(bow)) == 2
    assert len(_cut(tangle)) == 38
    assert len(_cut(np.full((5, 3), np.nan))) == 3


def test_polygons_that_would_take_too_long_are_refused() -> None:
    with pytest.raises(BadModel, match="polygons_too_complex"):
        cut(np.array([6]), np.arange(6), _turned(_LETTER), Bounds(cutting_effort=1_000))


def _obj() -> bytes:
    points = "".join(f"v {x} {y} 0\n" for x, y in _LETTER)
    return f"{points}f 1 2 3 4 5 6\n".encode()


def _ply() -> bytes:
    target = io.StringIO()
    target.write(
        "ply\nformat ascii 1.0\nelement vertex 6\nproperty float x\nproperty float y\nproperty float z\n"
    )
    target.write("element face 1\nproperty list uchar int vertex_indices\nend_header\n")
    target.write("".join(f"{x} {y} 0\n" for x, y in _LETTER) + "6 0 1 2 3 4 5\n")
    return target.getvalue().encode()


def _dae() -> bytes:
    places = " ".join(f"{x} {y} 0" for x, y in _LETTER)
    document = build_dae(corners=" ".join(f"{corner} 0" for corner in range(6))).decode()
    document = document.replace('count="12">0 0 0 40 0 0 40 30 0 0 30 0', f'count="18">{places}')
    return (
        document.replace('count="4" stride="3"', 'count="6" stride="3"')
        .replace("<vcount>4", "<vcount>6")
        .encode()
    )


def _fbx() -> bytes:
    places = ",".join(f"{x},{y},0" for x, y in _LETTER)
    document = (
        build_fbx().decode().replace("*12 { a: 0,0,0,100,0,0,100,50,0,0,50,0 }", f"*18 {{ a: {places} }}")
    )
    document = document.replace("*4 { a: 0,1,2,-4 }", "*6 { a: 0,1,2,3,4,-6 }")
    return document.replace("UVIndex: *4 { a: 0,1,2,3 }", "UVIndex: *6 { a: 0,1,2,3,0,1 }").encode()


def _usdz() -> bytes:
    places = ", ".join(f"({x}, {y}, 0)" for x, y in _LETTER)
    text = (
        f'#usda 1.0\n(metersPerUnit = 0.01\n upAxis = "Y")\ndef Mesh "L" {{\n point3f[] points = [{places}]\n'
        " int[] faceVertexCounts = [6]\n int[] faceVertexIndices = [0,1,2,3,4,5]\n}\n"
    )
    return packed({"l.usda": text.encode()}, method=0)


def _covered(taken: Taken) -> float:
    """The area of all triangles in the units of the file, a centimetre each."""
    corners = taken.attribute("POSITION").astype(np.float64)
    rows = taken.arrays[taken.document.json["meshes"][0]["primitives"][0]["indices"]].reshape(-1, 3)
    a, b, c = (corners[rows[:, corner]] for corner in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


@pytest.mark.parametrize(
    ("name", "make", "unit"),
    [
        ("l.obj", _obj, 0.01),
        ("l.ply", _ply, 0.001),
        ("l.dae", _dae, 1.0),
        ("l.fbx", _fbx, 0.01),
        ("l.usdz", _usdz, 1.0),
    ],
)
def test_every_format_covers_a_bent_polygon(
    name: str, make: Callable[[], bytes], unit: float, tmp_path: Path
) -> None:
    taken = take(name, make(), tmp_path)

    assert _covered(taken) / unit**2 == pytest.approx(600)
