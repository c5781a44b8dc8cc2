"""3MF, DAE, STEP, FBX and USDZ: units, axes, hierarchy, looks and movement."""

from pathlib import Path

import numpy as np
import pytest

from assets3d.pipeline.intake.formats import SourceFormat
from assets3d.pipeline.intake.units import Unit
from tests.assets3d.pipeline.hostile.archives import packed
from tests.assets3d.pipeline.intake.taking import picture, take
from tests.factories.exchanged.dae import build_dae
from tests.factories.exchanged.fbx import build_fbx
from tests.factories.exchanged.step import build_step
from tests.factories.exchanged.three_mf import PAIR, build_three_mf
from tests.factories.exchanged.usdz import build_usdz


@pytest.mark.parametrize(("unit", "metres"), [("millimeter", 0.001), ("inch", 0.0254), ("micron", 0.000001)])
def test_three_mf_honours_its_unit(unit: str, metres: float, tmp_path: Path) -> None:
    taken = take("wedge.3mf", build_three_mf(unit=unit), tmp_path)

    assert taken.size == pytest.approx((100 * metres, 50 * metres, 80 * metres), abs=2e-6)
    assert taken.intake.unit.basis == "declared"


def test_three_mf_brings_components_materials_colours_and_textures(tmp_path: Path) -> None:
    taken = take("pair.3mf", build_three_mf(objects=PAIR, picture=picture()), tmp_path)

    names = [node.get("name") for node in taken.document.json["nodes"]]
    materials = taken.document.json["materials"]
    assert (names.count("Pair"), names.count("Wedge")) == (1, 2)
    assert taken.size[0] == pytest.approx(0.3)
    assert [material.get("name") for material in materials[:2]] == ["Red", "Blue"]
    assert materials[1]["alphaMode"] == "BLEND"
    assert sum("baseColorTexture" in material["pbrMetallicRoughness"] for material in materials) == 1
    primitives = taken.document.json["meshes"][0]["primitives"]
    assert sum("COLOR_0" in primitive["attributes"] for primitive in primitives) == 1


def test_dae_honours_unit_and_axis_and_finds_its_texture(tmp_path: Path) -> None:
    files = {
        "m/lid.dae": build_dae(metres=0.0254, texture="file://./tex/wood.png"),
        "m/tex/wood.png": picture(),
    }

    taken = take("lid.zip", packed(files), tmp_path)

    assert taken.intake.format is SourceFormat.DAE
    assert (taken.intake.unit.unit, taken.intake.unit.basis) == ("in", "declared")
    assert taken.size == pytest.approx((40 * 0.0254, 0, 30 * 0.0254), abs=1e-6)
    assert "baseColorTexture" in taken.document.json["materials"][0]["pbrMetallicRoughness"]
    assert "Top" in [node.get("name") for node in taken.document.json["nodes"]]


def test_given_unit_wins_over_the_declared_one(tmp_path: Path) -> None:
    taken = take("lid.dae", build_dae(up="Y_UP"), tmp_path, Unit.METRES)

    assert taken.size == pytest.approx((40, 30, 0))
    assert (taken.intake.unit.basis, taken.codes()) == ("given", ["unit_given"])
    assert "centimetres" in taken.intake.unit.reason


@pytest.mark.parametrize(("unit", "size"), [("mm", (400, 200, 300)), ("m", (0.4, 0.2, 0.3))])
def test_step_keeps_size_name_and_colour(unit: str, size: tuple[float, float, float], tmp_path: Path) -> None:
    taken = take("crate.step", build_step(size, unit=unit), tmp_path)

    colour = taken.document.json["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"]
    assert taken.size == pytest.approx((0.4, 0.3, 0.2))
    assert (taken.intake.unit.unit, taken.document.json["nodes"][0]["name"]) == (unit, "Crate")
    assert colour[:3] == pytest.approx((0.604, 0.033, 0.010), abs=0.002)


@pytest.mark.parametrize("z_up", [False, True])
def test_fbx_stands_upright_in_metres(z_up: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter of the test
    taken = take("flag.fbx", build_fbx(z_up=z_up), tmp_path)

    assert taken.size == pytest.approx((1, 0, 0.5) if z_up else (1, 0.5, 0), abs=1e-6)
    assert taken.document.json["materials"][0]["name"] == "Cloth"
    assert taken.codes() == []


def test_fbx_finds_its_texture_in_the_archive(tmp_path: Path) -> None:
    files = {"flag.fbx": build_fbx(texture="C:/Users/me/cloth.png"), "textures/cloth.png": picture()}

    taken = take("flag.zip", packed(files), tmp_path)

    assert taken.codes() == []
    assert "baseColorTexture" in taken.document.json["materials"][0]["pbrMetallicRoughness"]


def test_fbx_brings_skin_movement_and_shape_keys(tmp_path: Path) -> None:
    taken = take("flag.fbx", build_fbx(is_skinned=True, is_moving=True, has_shape=True), tmp_path)

    document = taken.document.json
    channel = document["animations"][0]["channels"][0]
    sampler = document["animations"][0]["samplers"][channel["sampler"]]
    assert [document["nodes"][joint]["name"] for joint in document["skins"][0]["joints"]] == ["Bone"]
    assert (document["nodes"][channel["target"]["node"]]["name"], channel["target"]["path"]) == (
        "Bone",
        "translation",
    )
    assert taken.arrays[sampler["input"]].ravel()[[0, -1]].tolist() == pytest.approx([0, 1])
    assert np.ptp(taken.arrays[sampler["output"]], axis=0).tolist() == pytest.approx([0.3, 0, 0])
    assert document["meshes"][0]["extras"] == {"targetNames": ["Billow"]}
    assert np.abs(
        taken.arrays[document["meshes"][0]["primitives"][0]["targets"][0]["POSITION"]]
    ).max() == pytest.approx(0.05)


def test_fbx_brings_moving_shape_keys(tmp_path: Path) -> None:
    taken = take("flag.fbx", build_fbx(is_billowing=True, is_moving=True), tmp_path)

    document = taken.document.json
    animation = document["animations"][0]
    channel = next(each for each in animation["channels"] if each["target"]["path"] == "weights")
    sampler = animation["samplers"][channel["sampler"]]
    assert document["nodes"][channel["target"]["node"]]["name"] == "Flag"
    assert taken.arrays[sampler["input"]].ravel().tolist() == [0, 1]
    assert taken.arrays[sampler["output"]].ravel().tolist() == pytest.approx([0, 0.8])
    assert {each["target"]["path"] for each in animation["channels"]} == {"translation", "weights"}
    assert taken.codes() == []


def test_usdz_brings_looks_and_movement_and_is_kept(tmp_path: Path) -> None:
    taken = take("lid.usdz", build_usdz(tmp_path / "making"), tmp_path)

    document = taken.document.json
    surface = document["materials"][0]["pbrMetallicRoughness"]
    assert taken.size == pytest.approx((0.4, 0, 0.3), abs=1e-6)
    assert (document["materials"][0]["name"], surface["roughnessFactor"]) == ("Oak", pytest.approx(0.3))
    assert "baseColorTexture" in surface
    assert taken.attribute("TEXCOORD_0").tolist()[0] == [0, 1]
    assert document["animations"][0]["channels"][0]["target"]["path"] == "translation"
    assert (taken.intake.kept_usdz, taken.codes()) == (tmp_path / "lid.usdz", ["usdz_kept"])
