"""Loose corners of triangles, as many formats store them, made into a part with shared vertices."""

from dataclasses import dataclass

import numpy as np

from assets3d.pipeline.intake.scene import Floats, Indices, Part
from assets3d.pipeline.intake.shape.normals import (
    as_column,
    rounded,
    unit,
    weld,
    with_creases,
    without_slivers,
)
from assets3d.pipeline.intake.shape.polygons import check_points


@dataclass(frozen=True, eq=False)
class Corners:
    """Three rows for each triangle.

    positions: (count, 3). normals: None to have them made. coordinates: UV sets, V down. colours: linear, (count, 4).
    tells_apart: further columns of 32-bit numbers in which vertices may differ.
    """

    positions: Floats
    normals: Floats | None = None
    coordinates: tuple[Floats, ...] = ()
    colours: Floats | None = None
    tells_apart: tuple[Floats, ...] = ()


def welded(corners: Corners, material: int | None) -> tuple[Part, Indices]:
    """A part, and of each of its vertices the row in `corners` that it was made of; raises BadModel."""
    check_points(corners.positions)
    positions = (corners.positions + np.float32(0)).astype(np.float32)
    numbers = np.zeros(0, np.uint32)
    if corners.normals is None:
        first, number = weld(positions)
        _, triangles, normals = with_creases(positions[first], number.reshape(-1, 3))
        # One number tells both the place and the normal.
        numbers = triangles.ravel()
        columns = [as_column(numbers)]
    else:
        normals = unit(corners.normals)
        columns = [positions, rounded(normals)]
    coordinates = tuple(
        np.nan_to_num(each, posinf=0, neginf=0).astype(np.float32) for each in corners.coordinates
    )
    columns += [*coordinates, *corners.tells_apart]
    if corners.colours is not None:
        columns.append(corners.colours.astype(np.float32))
    first, number = weld(*columns)
    part = Part(
        positions[first],
        without_slivers(number.reshape(-1, 3)),
        normals[first] if corners.normals is not None else normals[numbers[first]],
        tuple(each[first] for each in coordinates),
        None if corners.colours is None else corners.colours[first],
        material=material,
    )
    return part, first
