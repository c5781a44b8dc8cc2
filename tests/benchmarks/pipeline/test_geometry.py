"""The geometry of a GLB by itself, and points of its surface."""

from pathlib import Path

import numpy as np
import pytest

from assets3d.pipeline.gltf.writer import glb_bytes
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from tests.benchmarks.pipeline.big_model import write_big_model
from tests.benchmarks.pipeline.geometry import geometry_bytes, read_glb, retextured
from tests.benchmarks.pipeline.judging import CloseUp, surface_point
from tests.factories.glb import build_glb


def test_geometry_is_what_remains_without_images_that_may_share_bytes() -> None:
    document = {
        "images": [{"bufferView": 1}, {"bufferView": 2}, {"uri": "data:"}],
        "bufferViews": [{"byteLength": 60}, *[{"byteOffset": 60, "byteLength": 40}] * 2],
    }

    assert geometry_bytes(document, bytes(100)) == 60


def test_retextured_tier_shows_the_images_of_its_source(tmp_path: Path) -> None:
    source, tier, result = (tmp_path / name for name in ("source.glb", "tier.glb", "result.glb"))
    source.write_bytes(build_glb())
    document, binary = read_glb(source)
    for image in document["images"]:
        image |= {"bufferView": document["images"][0]["bufferView"], "mimeType": "image/avif"}
    for number, texture in enumerate(document["textures"]):
        document["textures"][number] = {
            **{key: value for key, value in texture.items() if key != "source"},
            "extensions": {"EXT_texture_avif": {"source": texture["source"]}},
        }
    document |= {"extensionsUsed": ["EXT_texture_avif"], "extensionsRequired": ["EXT_texture_avif"]}
    tier.write_bytes(glb_bytes(document, binary))

    result.write_bytes(retextured(tier, source))

    before, after = (open_model(path, Bounds())[0] for path in (source, result))
    images = range(len(before.listed("images")))
    assert [bytes(after.image_bytes(n)) for n in images] == [bytes(before.image_bytes(n)) for n in images]
    assert after.listed("textures") == before.listed("textures")
    assert "EXT_texture_avif" not in after.json.get("extensionsUsed", [])


def test_surface_point_is_the_one_in_front() -> None:
    # Two walls of squares, one behind the other, looked at from the front.
    x, y = (grid.ravel() for grid in np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 21)))
    walls = [np.stack([x, y, np.full_like(x, depth)], axis=1) for depth in (-0.5, 0.5)]
    centres = np.concatenate(walls)

    point = surface_point(centres, np.ones(len(centres)), CloseUp(0, 90, 4.0, 0.75, 0.25), 1.5)

    assert point == pytest.approx((0.5, -0.5, 0.5), abs=0.15)


def test_big_model_has_the_triangles_asked_for_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    one, other = tmp_path / "one.glb", tmp_path / "other.glb"

    for path in (one, other):
        write_big_model(path, 2_000, image_side=16)

    document, _ = open_model(one, Bounds())
    corners = [
        document.json["accessors"][mesh["primitives"][0]["indices"]] for mesh in document.json["meshes"]
    ]
    assert sum(accessor["count"] for accessor in corners) >= 3 * 2_000
    assert one.read_bytes() == other.read_bytes()
