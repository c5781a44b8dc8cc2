"""Triangles with normals and UVs, and the few things every shape needs done to them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_AXES = {"x": 0, "y": 1, "z": 2}


@dataclass(frozen=True)
class Mesh:
    """An indexed triangle mesh: positions and normals (n, 3), UVs in metres (n, 2), light reaching each vertex (n,)."""

    positions: Array
    normals: Array
    uvs: Array
    triangles: Indices
    light: Array

    @property
    def low(self) -> Array:
        """The smallest corner of the bounding box."""
        return np.asarray(self.positions.min(axis=0))

    @property
    def high(self) -> Array:
        """The largest corner of the bounding box."""
        return np.asarray(self.positions.max(axis=0))

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> "Mesh":
        """Shift by metres along each axis."""
        return replace(self, positions=self.positions + np.array([x, y, z]))

    def turned(self, axis: str, degrees: float) -> "Mesh":
        """Rotate counter-clockwise about an axis through the origin."""
        matrix = rotation(axis, degrees)
        return replace(self, positions=self.positions @ matrix.T, normals=self.normals @ matrix.T)

    def mirrored(self) -> "Mesh":
        """Reflect left and right (x), keeping faces outward."""
        flip = np.array([-1.0, 1.0, 1.0])
        return replace(
            self,
            positions=self.positions * flip,
            normals=self.normals * flip,
            triangles=self.triangles[:, ::-1],
        )

    def flipped(self) -> "Mesh":
        """Turn the faces inside out."""
        return replace(self, normals=-self.normals, triangles=self.triangles[:, ::-1])

    def shifted_uvs(self, u: float, v: float) -> "Mesh":
        """Slide the texture by metres, so that neighbours cut from the same board do not look alike."""
        return replace(self, uvs=self.uvs + np.array([u, v]))

    def grain_turned(self) -> "Mesh":
        """Turn the texture by a quarter, keeping its handedness."""
        return replace(self, uvs=np.stack([self.uvs[:, 1], -self.uvs[:, 0]], axis=1))

    def lit(self, light: Array) -> "Mesh":
        """The same mesh with so much light at each vertex."""
        return replace(self, light=light)

    def deformed(self, bend: Callable[[Array], Array]) -> "Mesh":
        """Move every position through `bend` ((n, 3) to (n, 3)) and work the normals out anew."""
        positions = bend(self.positions)
        return replace(self, positions=positions, normals=welded_normals(positions, self.triangles))


def rotation(axis: str, degrees: float) -> Array:
    """The 3x3 matrix of a counter-clockwise turn about an axis."""
    angle = np.radians(degrees)
    first, second = ((_AXES[axis] + step) % 3 for step in (1, 2))
    matrix = np.eye(3)
    matrix[first, first] = matrix[second, second] = np.cos(angle)
    matrix[second, first] = np.sin(angle)
    matrix[first, second] = -np.sin(angle)
    return matrix


def joined(meshes: Iterable[Mesh]) -> Mesh:
    """Several meshes as one."""
    parts = list(meshes)
    starts = np.cumsum([0] + [len(part.positions) for part in parts[:-1]])
    return Mesh(
        positions=np.concatenate([part.positions for part in parts]),
        normals=np.concatenate([part.normals for part in parts]),
        uvs=np.concatenate([part.uvs for part in parts]),
        triangles=np.concatenate([part.triangles + start for part, start in zip(parts, starts, strict=True)]),
        light=np.concatenate([part.light for part in parts]),
    )


def around(mesh: Mesh, count: int, *, first_degrees: float = 0.0) -> Mesh:
    """`count` copies spread evenly about the vertical axis, each with its own stretch of texture."""
    return joined(
        mesh.turned("y", first_degrees + 360.0 * turn / count).shifted_uvs(0.137 * turn, 0.311 * turn)
        for turn in range(count)
    )


def normalised(vectors: Array) -> Array:
    """Vectors of length one; a zero vector stays what it is."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 1e-12, lengths, 1.0))


def welded_normals(positions: Array, triangles: Indices) -> Array:
    """Smooth area-weighted normals in which vertices at one place (texture seams, poles) agree."""
    place = places(positions)
    corners = positions[triangles]
    faces: Array = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    welded = place[triangles].ravel()
    total = int(place.max()) + 1
    sums: Array = np.stack(
        [np.bincount(welded, np.repeat(faces[:, axis], 3), minlength=total) for axis in range(3)], axis=1
    )
    return np.asarray(normalised(sums)[place])


def places(positions: Array) -> Indices:
    """For each position the number of its place: positions within a micrometre share one."""
    keys = np.round(positions * 1e6).astype(np.int64)
    order = np.lexsort(keys.T)
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = np.any(np.diff(keys[order], axis=0) != 0, axis=1)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(is_new) - 1
    return place


def mesh_of(positions: Array, uvs: Array, triangles: Indices, normals: Array | None = None) -> Mesh:
    """A mesh in full light; its normals are smooth unless given."""
    return Mesh(
        positions=positions,
        normals=welded_normals(positions, triangles) if normals is None else normals,
        uvs=uvs,
        triangles=triangles,
        light=np.ones(len(positions)),
    )
