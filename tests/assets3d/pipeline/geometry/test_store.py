"""Packed accessors are placed so that every viewer finds them, and small ones cost no view of their own."""

from pathlib import Path

import numpy as np
import pytest

from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.geometry.prepare import PreparedGeometry, encode_geometry, prepare_geometry
from assets3d.pipeline.geometry.store import store_geometry
from assets3d.pipeline.gltf.accessors import read_accessors
from assets3d.pipeline.gltf.document import Document, JsonObject
from assets3d.pipeline.gltf.meshopt import EXTENSION_NAMES, Codec
from assets3d.pipeline.gltf.writer import BufferWriter, glb_bytes
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.validator.run import ValidatorLimits, validate
from tests.assets3d.pipeline.geometry.surfaces import hill, opened, scene_of
from tests.factories.glb import GlbBuilder


def _many_small_parts(count: int) -> PreparedGeometry:
    builder = GlbBuilder()
    meshes = []
    for number in range(count):
        points, indices = hill(3 + number % 3, float(number))
        rise = np.tile(np.array([0, 1, 0], np.float32), (len(points), 1))
        attributes = {"POSITION": builder.accessor(points), "NORMAL": builder.accessor(rise)}
        meshes.append([{"attributes": attributes, "indices": builder.accessor(indices[:, None])}])
    return prepare_geometry(*opened(scene_of(*meshes, builder=builder)), GeometryOptions())


def _written(prepared: PreparedGeometry, options: GeometryOptions) -> tuple[JsonObject, bytes]:
    json = dict(prepared.document.json)
    json["accessors"] = [dict(accessor) for accessor in json["accessors"]]
    writer = BufferWriter(options.codec)
    store_geometry(json, encode_geometry(prepared, options), prepared.roles, options, writer)
    json["bufferViews"], json["buffers"] = writer.views, writer.buffers()
    json["extensionsUsed"] = [EXTENSION_NAMES[options.codec], "KHR_mesh_quantization"]
    json["extensionsRequired"] = json["extensionsUsed"]
    return json, bytes(writer.data)


@pytest.mark.parametrize("codec", ["khr", "ext"])
def test_small_accessors_share_views_and_keep_their_numbers(codec: Codec, tmp_path: Path) -> None:
    options = GeometryOptions(codec=codec)
    prepared = _many_small_parts(12)

    json, binary = _written(prepared, options)

    assert len(json["bufferViews"]) == 3
    read = read_accessors(Document(json, [binary, b""]))
    for number, encoded in encode_geometry(prepared, options).items():
        if encoded.mode != "TRIANGLES":
            assert np.array_equal(read[number], encoded.values)
    path = tmp_path / "model.glb"
    path.write_bytes(glb_bytes(json, binary))
    assert validate(path, ValidatorLimits()).errors == 0
    assert open_model(path, Bounds())[0].json == json


def test_sharing_views_saves_bytes() -> None:
    prepared = _many_small_parts(12)

    together = _written(prepared, GeometryOptions(codec="khr"))
    alone = sum(
        len(encoded.data) for encoded in encode_geometry(prepared, GeometryOptions(codec="khr")).values()
    )

    assert len(together[1]) < alone


def test_bounds_are_short_and_round_to_what_is_stored() -> None:
    prepared = _many_small_parts(1)

    json, binary = _written(prepared, GeometryOptions())

    position = json["accessors"][0]
    stored = read_accessors(Document(json, [binary, b""]))[0]
    assert np.array_equal(np.array(position["min"], np.float32), stored.min(axis=0))
    assert np.array_equal(np.array(position["max"], np.float32), stored.max(axis=0))
    assert all(len(repr(number)) <= 16 for number in position["min"] + position["max"])
    assert "min" not in json["accessors"][1]


def test_same_geometry_gives_the_same_bytes() -> None:
    first, second = (_written(_many_small_parts(5), GeometryOptions(codec="khr")) for _ in range(2))

    assert first == second


def test_accessor_without_bytes_of_its_own_follows_its_vertices() -> None:
    builder = GlbBuilder()
    points, indices = hill(4)
    loose = np.concatenate([points, points])
    nothing = builder.add("accessors", {"componentType": 5126, "count": len(loose), "type": "VEC3"})
    primitive = {
        "attributes": {"POSITION": builder.accessor(loose)},
        "targets": [{"POSITION": nothing}],
        "indices": builder.accessor(indices[:, None]),
    }
    prepared = prepare_geometry(*opened(scene_of([primitive], builder=builder)), GeometryOptions())

    json, _ = _written(prepared, GeometryOptions())

    assert json["accessors"][nothing] == {"componentType": 5126, "count": len(points), "type": "VEC3"}
