"""How finely an image must be stored before more texels stop to show."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.gltf.accessors import Arrays, as_floats
from assets3d.pipeline.gltf.roles import TRIANGLES
from assets3d.pipeline.measure import Matrix, mesh_to_world, scene_nodes
from assets3d.pipeline.preflight.schema import texture_infos
from assets3d.pipeline.textures.canonical import Canonical
from assets3d.pipeline.textures.resize import smaller_size
from assets3d.pipeline.textures.slots import texture_images

_STRIP, _FAN = 5, 6
# Of larger meshes, evenly spread triangles stand for all.
_TRIANGLES_SEEN = 200_000
# The share of the surface that gets all the texels it could show; the rest is stretched more than that.
_SERVED = 0.95
# For surfaces nearer to the camera than the middle of the model, and for what filters blur.
_RESERVE = 1.4


@dataclass(frozen=True)
class Stretch:
    """How large one whole image lies on the model, in diameters of the model's bounding sphere.

    across, down: along the image's width and height, where it is stretched most but for the worst twentieth of
    the surface; infinite where triangles read single points or lines of the image.
    """

    across: float
    down: float


def image_stretches(document: Mapping[str, Any], arrays: Arrays) -> list[Stretch | None]:
    """One for each image, over all materials, variants and places of the scene; None where no triangle reads it.

    arrays: the document's accessors. The model is taken at rest.
    """
    readers = _readers(document)
    found: dict[int, list[NDArray[np.float64]]] = {}
    corners: list[Matrix] = []
    worlds = dict(scene_nodes(document))
    for number, world in worlds.items():
        node = document["nodes"][number]
        matrix = mesh_to_world(document, arrays, node, worlds, world)
        for primitive in document["meshes"][node["mesh"]]["primitives"] if "mesh" in node else []:
            triangles = _triangles(primitive, arrays)
            if triangles is None or not len(triangles):
                continue
            points = _points(document, arrays, primitive, triangles, matrix)
            corners.append(np.stack([points.min(axis=(0, 1)), points.max(axis=(0, 1))]))
            for image, info in _infos(primitive, readers):
                coordinates = _coordinates(document, arrays, primitive, info, triangles)
                if coordinates is not None:
                    found.setdefault(image, []).append(_lengths(points, coordinates))
    diameter = _diameter(corners)
    return [_stretch(found.get(image), diameter) for image in range(len(document.get("images", [])))]


def useful_side(image: Canonical, stretch: Stretch | None, pixels_across_model: float, zoom: float) -> int:
    """The longest side, in pixels, beyond which more texels do not show; never more than the image has.

    pixels_across_model: what the model's bounding sphere measures on the screen at zoom 1; zoom: how many times
    larger it gets at the closest.
    """
    longest = max(image.width, image.height)
    if stretch is None:
        return longest
    pixels = pixels_across_model * zoom * _RESERVE
    scale = max(stretch.across * pixels / image.width, stretch.down * pixels / image.height)
    if scale >= 1:
        return longest
    side = 1 << max(0, math.ceil(math.log2(max(1.0, scale * longest))))
    return max(smaller_size(image.width, image.height, min(side, longest)))


def _readers(document: Mapping[str, Any]) -> dict[int, list[tuple[int, Mapping[str, Any]]]]:
    """For each material the images that it reads, with how it reads them."""
    readers: dict[int, list[tuple[int, Mapping[str, Any]]]] = {}
    textures = document.get("textures", [])
    for place, info in texture_infos(document):
        material = int(place.split("/")[2])
        for image in texture_images(textures[info["index"]]):
            readers.setdefault(material, []).append((image, info))
    return readers


def _infos(
    primitive: Mapping[str, Any], readers: Mapping[int, list[tuple[int, Mapping[str, Any]]]]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    variants = primitive.get("extensions", {}).get("KHR_materials_variants", {}).get("mappings", [])
    materials = [primitive.get("material"), *(mapping["material"] for mapping in variants)]
    for material in dict.fromkeys(materials):
        yield from readers.get(material, ()) if material is not None else ()


def _triangles(primitive: Mapping[str, Any], arrays: Arrays) -> NDArray[np.int64] | None:
    """(count, 3) vertex numbers, of a large mesh only some; None for lines and points."""
    mode = primitive.get("mode", TRIANGLES)
    count = len(arrays[primitive["attributes"]["POSITION"]]) if "POSITION" in primitive["attributes"] else 0
    order = arrays[primitive["indices"]][:, 0] if "indices" in primitive else np.arange(count)
    if count == 0 or mode not in (TRIANGLES, _STRIP, _FAN):
        return None
    if mode == TRIANGLES:
        found = order[: len(order) // 3 * 3].reshape(-1, 3)
    elif mode == _STRIP:
        found = np.stack([order[:-2], order[1:-1], order[2:]], axis=1)
    else:
        found = np.stack([np.full(len(order[2:]), order[0]), order[1:-1], order[2:]], axis=1)
    step = max(1, len(found) // _TRIANGLES_SEEN)
    return np.asarray(found[::step], np.int64)


def _points(
    document: Mapping[str, Any],
    arrays: Arrays,
    primitive: Mapping[str, Any],
    triangles: NDArray[np.int64],
    matrix: Matrix,
) -> Matrix:
    index = primitive["attributes"]["POSITION"]
    points = as_floats(arrays[index][triangles], document["accessors"][index]).astype(np.float64)
    placed: Matrix = points @ matrix[:3, :3].T + matrix[:3, 3]
    return placed


def _coordinates(
    document: Mapping[str, Any],
    arrays: Arrays,
    primitive: Mapping[str, Any],
    info: Mapping[str, Any],
    triangles: NDArray[np.int64],
) -> Matrix | None:
    """(count, 3, 2) texture coordinates as they are looked up, but for the offset, which changes no length."""
    transform = info.get("extensions", {}).get("KHR_texture_transform", {})
    name = f"TEXCOORD_{transform.get('texCoord', info.get('texCoord', 0))}"
    index = primitive["attributes"].get(name)
    if index is None:
        return None
    coordinates = as_floats(arrays[index][triangles], document["accessors"][index]).astype(np.float64)
    across, down = transform.get("scale", (1.0, 1.0))
    cos, sin = math.cos(transform.get("rotation", 0.0)), math.sin(transform.get("rotation", 0.0))
    turned: Matrix = coordinates @ np.array([(cos * across, -sin * across), (sin * down, cos * down)])
    return turned


def _lengths(points: Matrix, coordinates: Matrix) -> Matrix:
    """(count, 3): metres along one width and one height of the image, and the triangle's area."""
    edge, other = points[:, 1] - points[:, 0], points[:, 2] - points[:, 0]
    step, turn = coordinates[:, 1] - coordinates[:, 0], coordinates[:, 2] - coordinates[:, 0]
    area = np.linalg.norm(np.cross(edge, other), axis=1) / 2
    covered = np.abs(step[:, 0] * turn[:, 1] - step[:, 1] * turn[:, 0])
    across = np.linalg.norm(edge * turn[:, 1:] - other * step[:, 1:], axis=1)
    down = np.linalg.norm(other * step[:, :1] - edge * turn[:, :1], axis=1)
    return np.stack([_quotients(across, covered), _quotients(down, covered), area], axis=1)


def _quotients(lengths: Matrix, covered: Matrix) -> Matrix:
    return np.divide(lengths, covered, out=np.full_like(lengths, np.inf), where=covered > 0)


def _diameter(corners: list[Matrix]) -> float:
    if not corners:
        return 0.0
    points = np.concatenate(corners)
    return float(np.linalg.norm(points.max(axis=0) - points.min(axis=0)))


def _stretch(lengths: list[Matrix] | None, diameter: float) -> Stretch | None:
    rows = np.concatenate(lengths) if lengths else np.empty((0, 3))
    rows = rows[rows[:, 2] > 0]
    if not len(rows) or diameter <= 0:
        return None
    return Stretch(_served(rows[:, 0], rows[:, 2]) / diameter, _served(rows[:, 1], rows[:, 2]) / diameter)


def _served(lengths: Matrix, areas: Matrix) -> float:
    order = np.argsort(lengths, kind="stable")
    shares = np.cumsum(areas[order])
    return float(lengths[order][np.searchsorted(shares, _SERVED * shares[-1])])
