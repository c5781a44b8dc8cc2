"""Tiers keep everything that the source has, in fewer bytes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assets3d.pipeline.geometry.options import SimplifyGoal
from assets3d.pipeline.gltf.accessors import Arrays, read_accessors
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.recipe import RECIPES
from assets3d.pipeline.tiers.difference import Tolerance, differences
from assets3d.pipeline.tiers.make import Made, TierMaker
from assets3d.pipeline.tiers.model import open_images
from assets3d.pipeline.tiers.plans import AR, LITE, NANO, WEB, WEB_WEBP, Budget, Plan
from assets3d.pipeline.tiers.verify import verify_tier
from assets3d.pipeline.validator.run import ValidatorLimits, validate
from tests.assets3d.pipeline.hostile.motion import build_skinned
from tests.factories.glb import build_glb, changed_glb

PLANS = {plan.role: plan for plan in RECIPES["draft"].plans}


def _opened(path: Path) -> tuple[Document, Arrays]:
    document, _ = open_model(path, Bounds())
    return document, read_accessors(document)


def _built(path: Path, plan: Plan = WEB) -> Made:
    maker = TierMaker(open_images(*_opened(path)))
    return maker.make(plan, maker.prepare(plan, None))


def _saved(folder: Path, content: bytes, name: str = "model.glb") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("role", PLANS)
def test_every_tier_is_valid_and_loses_nothing(box: Path, tmp_path: Path, role: str) -> None:
    made = _built(box, PLANS[role])
    path = _saved(tmp_path, made.glb)

    opened = verify_tier(open_images(*_opened(box)), made, path, Bounds())

    assert validate(path, ValidatorLimits()).errors == 0
    assert opened.facts.triangles == made.triangles
    assert opened.facts.animations == 1
    assert path.stat().st_size < box.stat().st_size


@pytest.mark.parametrize(
    ("plan", "extensions"),
    [
        (WEB, {"EXT_texture_avif", "KHR_mesh_quantization", "KHR_meshopt_compression"}),
        (WEB_WEBP, {"EXT_meshopt_compression", "EXT_texture_webp", "KHR_mesh_quantization"}),
        (LITE, {"EXT_texture_webp", "KHR_mesh_quantization", "KHR_meshopt_compression"}),
        (AR, set()),
    ],
    ids=lambda value: getattr(value, "role", ""),
)
def test_tier_names_what_viewers_must_know(
    box: Path, tmp_path: Path, plan: Plan, extensions: set[str]
) -> None:
    document, _ = _opened(_saved(tmp_path, _built(box, plan).glb))

    assert set(document.json.get("extensionsRequired", [])) == extensions
    assert {"KHR_materials_clearcoat", "KHR_materials_variants"} <= set(document.json["extensionsUsed"])


def test_ar_tier_is_readable_without_any_decoder(box: Path, tmp_path: Path) -> None:
    document, _ = _opened(_saved(tmp_path, _built(box, AR).glb))

    assert all("extensions" not in view for view in document.json["bufferViews"])
    assert {image["mimeType"] for image in document.json["images"]} <= {"image/png", "image/jpeg"}


def test_each_tier_is_made_from_the_one_before(tmp_path: Path) -> None:
    source = _saved(tmp_path, build_glb(grid=24, texture_side=8))
    maker = TierMaker(open_images(*_opened(source)))
    fewer = replace(LITE, geometry=replace(LITE.geometry, simplify=SimplifyGoal(0.0, 500, limit=0.1)))

    web = maker.prepare(WEB, None)
    made = maker.make(fewer, maker.prepare(fewer, web))

    assert made.is_simplified
    assert made.triangles <= 500
    assert made.geometry.simplification is not None
    assert made.geometry.simplification.triangles_before == 24 * 24 * 2 * 6


def test_tier_over_its_budget_is_made_again_with_less(tmp_path: Path) -> None:
    source = _saved(tmp_path, build_glb(grid=24, texture_side=512))
    generous = _built(source, replace(NANO, budget=Budget(10**9)))
    tight = replace(NANO, budget=Budget(len(generous.glb) * 2 // 3))

    made = _built(source, tight)

    assert len(made.glb) <= tight.budget.bytes < len(generous.glb)


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
    fewer = replace(WEB.geometry, simplify=SimplifyGoal(0.0, 1_000))

    made = _built(source, replace(WEB, geometry=fewer))

    assert made.triangles <= 1_000
    simplified = _opened(_saved(tmp_path, made.glb, "tier.glb"))
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


def test_weights_that_are_the_same_everywhere_are_kept_well_enough(tmp_path: Path) -> None:
    source = _saved(tmp_path, build_skinned(weights=[[0.7, 0.3, 0, 0]] * 3), "source.glb")
    made = _built(source)

    verify_tier(open_images(*_opened(source)), made, _saved(tmp_path, made.glb), Bounds())
