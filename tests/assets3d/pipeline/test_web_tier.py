"""The web tier keeps everything that the source has, in fewer bytes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assets3d.pipeline.gltf.accessors import Arrays, read_accessors
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.recipe import RECIPES, Budget, Recipe
from assets3d.pipeline.tiers.difference import Tolerance, differences
from assets3d.pipeline.tiers.web import WebTier, build_web_tier
from assets3d.pipeline.validator.run import ValidatorLimits, validate
from tests.factories.glb import build_glb, changed_glb

DRAFT = RECIPES["draft"]


def _opened(path: Path) -> tuple[Document, Arrays]:
    document, _ = open_model(path, Bounds())
    return document, read_accessors(document)


def _built(path: Path, recipe: Recipe = DRAFT) -> WebTier:
    return build_web_tier(*_opened(path), recipe, lambda stage, percent: None)


def _saved(folder: Path, content: bytes, name: str = "model.glb") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_tier_loses_nothing_and_is_valid(box: Path, tmp_path: Path) -> None:
    tier = _saved(tmp_path, _built(box).glb)

    lost = differences(_opened(box), _opened(tier), Tolerance(), is_simplified=False)

    assert lost == []
    assert validate(tier, ValidatorLimits()).errors == 0
    assert tier.stat().st_size < box.stat().st_size / 2


def test_tier_names_what_viewers_must_know(box: Path, tmp_path: Path) -> None:
    document, _ = _opened(_saved(tmp_path, _built(box).glb))

    assert document.json["extensionsRequired"] == [
        "EXT_meshopt_compression",
        "EXT_texture_webp",
        "KHR_mesh_quantization",
    ]
    assert {"KHR_materials_clearcoat", "KHR_materials_variants"} < set(document.json["extensionsUsed"])


def test_same_source_gives_the_same_bytes(box: Path) -> None:
    assert _built(box).glb == _built(box).glb


def test_tier_of_a_tier_loses_nothing(box: Path, tmp_path: Path) -> None:
    first = _saved(tmp_path, _built(box).glb, "first.glb")
    second = _saved(tmp_path, _built(first).glb, "second.glb")

    lost = differences(_opened(first), _opened(second), Tolerance(), is_simplified=False)

    assert lost == []


def test_positions_stay_floats_within_the_grid(box: Path, tmp_path: Path) -> None:
    document, arrays = _opened(_saved(tmp_path, _built(box).glb))

    position = document.json["meshes"][0]["primitives"][0]["attributes"]["POSITION"]
    corners = np.unique(np.abs(arrays[position]).round(6), axis=0).max(axis=0)

    assert document.json["accessors"][position]["componentType"] == 5126
    assert np.allclose(corners, [0.2, 0.1, 0.15], atol=0.4 / 2**15)


def test_model_over_budget_gets_fewer_triangles(tmp_path: Path) -> None:
    source = _saved(tmp_path, build_glb(grid=24, texture_side=8))

    tier = _built(source, replace(DRAFT, budget=Budget(triangles=1_000)))

    assert tier.triangles <= 1_000
    simplified = _opened(_saved(tmp_path, tier.glb, "tier.glb"))
    assert differences(_opened(source), simplified, Tolerance(), is_simplified=True) == []


def test_identical_images_are_stored_once(tmp_path: Path) -> None:
    source = build_glb(variants=("Red",), texture_side=256)

    def same_colour(document: dict[str, list[dict[str, object]]]) -> None:
        document["images"][3]["bufferView"] = document["images"][2]["bufferView"]

    document, _ = _opened(_saved(tmp_path, _built(_saved(tmp_path, changed_glb(source, same_colour))).glb))

    views = [image["bufferView"] for image in document.listed("images")]
    assert len(views) == 4
    assert views[2] == views[3]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("nodes/1/name", "Box renamed"),
        ("materials/0/normalTexture/scale", 1.0),
        ("meshes/0/extras/finish", "raw"),
        ("meshes/0/primitives/0/extensions/KHR_materials_variants/mappings/0/material", 0),
        ("animations/0/channels/0/target/path", "scale"),
        ("accessors/0/name", "other"),
        ("images/0/name", "other"),
        ("textures/0/name", "other"),
    ],
)
def test_difference_sees_any_change_of_structure(box: Path, tmp_path: Path, path: str, value: object) -> None:
    def change(document: dict[str, object]) -> None:
        *keys, last = (int(key) if key.isdecimal() else key for key in path.split("/"))
        place: object = document
        for key in keys:
            place = place[key]  # type: ignore[index]  # walks lists and objects alike
        place[last] = value  # type: ignore[index]  # walks lists and objects alike

    tier = _saved(tmp_path, changed_glb(_built(box).glb, change))

    assert differences(_opened(box), _opened(tier), Tolerance(), is_simplified=False) != []


def test_difference_sees_moved_vertices(box: Path) -> None:
    document, arrays = _opened(box)
    position = document.json["meshes"][0]["primitives"][0]["attributes"]["POSITION"]
    moved = arrays | {position: arrays[position] * np.float32(1.01)}

    lost = differences((document, arrays), (document, moved), Tolerance(), is_simplified=False)

    assert lost == [f"meshes/0/primitives/0: accessor {position} (position) no longer holds the same values"]
