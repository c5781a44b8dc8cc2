"""Materials of USDZ files: every input reads what glTF says it should."""

import math
import zipfile
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pxr import UsdShade

from assets3d.pipeline.findings import BadModel
from assets3d.pipeline.usd.images import Images
from tests.assets3d.pipeline.usd.conftest import WriteModel, Written
from tests.assets3d.pipeline.usd.stages import inputs, meshes, source_of, surface
from tests.assets3d.pipeline.usd.triangles import triangle_glb
from tests.factories.glb import GlbBuilder, Json, build_glb, changed_glb


def _with_material(change: Json) -> bytes:
    """The box, whose only material has other properties."""
    return changed_glb(build_glb(), lambda document: document["materials"][0].update(change))


def _extended(**extensions: Json) -> bytes:
    def change(document: Json) -> None:
        document["materials"][0]["extensions"] = extensions
        document["extensionsUsed"] = sorted(extensions)

    return changed_glb(build_glb(), change)


def _content(written: Written, texture: UsdShade.Shader) -> bytes:
    with zipfile.ZipFile(written.path) as package:
        return package.read(texture.GetInput("file").Get().path.removeprefix("./"))


def _image(written: Written, name: str) -> bytes:
    names = [image["name"] for image in written.document.json["images"]]
    return bytes(written.document.image_bytes(names.index(name)))


@pytest.mark.parametrize(
    ("slot", "image", "channels", "space"),
    [
        ("diffuseColor", "Oak colour", "rgb", "sRGB"),
        ("roughness", "roughness", "g", "raw"),
        ("normal", "weave", "rgb", "raw"),
        ("occlusion", "roughness", "r", "raw"),
    ],
)
def test_textures_are_taken_over_byte_for_byte(
    write_model: WriteModel, slot: str, image: str, channels: str, space: str
) -> None:
    written = write_model(build_glb())

    stage = written.stage
    texture, output = source_of(surface(stage, "Oak"), slot)

    assert _content(written, texture) == _image(written, image)
    assert (output, inputs(texture)["sourceColorSpace"]) == (channels, space)


def test_occlusion_reads_second_uv_set(write_model: WriteModel) -> None:
    stage = write_model(build_glb()).stage

    texture, _ = source_of(surface(stage, "Oak"), "occlusion")
    reader, _ = source_of(texture, "st")

    assert inputs(reader) == {"varname": "st1"}
    mesh = meshes(stage)[0].GetPrim()
    first, second = (np.array(mesh.GetAttribute(f"primvars:{name}").Get()) for name in ("st", "st1"))
    assert np.allclose(1 - second[:, 1], (1 - first[:, 1]) / 2)


def test_factors_scale_their_channels(write_model: WriteModel) -> None:
    def change(document: Json) -> None:
        described = document["materials"][0]["pbrMetallicRoughness"]
        described.update(baseColorFactor=[0.5, 0.25, 1, 1], roughnessFactor=0.5, metallicFactor=0.25)
        document["materials"][0]["occlusionTexture"]["strength"] = 0.5

    stage = write_model(changed_glb(build_glb(), change)).stage

    oak = surface(stage, "Oak")
    base, _ = source_of(oak, "diffuseColor")
    rough, _ = source_of(oak, "roughness")
    metal, channel = source_of(oak, "metallic")
    occlusion, _ = source_of(oak, "occlusion")
    normal, _ = source_of(oak, "normal")
    assert inputs(base)["scale"] == (0.5, 0.25, 1, 1)
    assert inputs(rough)["scale"] == (1, 0.5, 0.25, 1)
    assert (metal.GetPath(), channel) == (rough.GetPath(), "b")
    assert (inputs(occlusion)["scale"], inputs(occlusion)["bias"]) == (
        (0.5, 0.5, 0.5, 1),
        (0.5, 0.5, 0.5, 0),
    )
    assert (inputs(normal)["scale"], inputs(normal)["bias"]) == ((1, 1, 2, 1), (-0.5, -0.5, -1, 0))


@pytest.mark.parametrize("wrap", [(33071, "clamp"), (33648, "mirror"), (10497, "repeat")])
@pytest.mark.parametrize("rotation", [0.0, 0.3, -2.0])
def test_texture_transform_leads_to_the_same_place_in_the_picture(
    write_model: WriteModel, wrap: tuple[int, str], rotation: float
) -> None:
    moved = {"offset": [0.3, -1.7], "scale": [2.0, 5.0], "rotation": rotation}

    def change(document: Json) -> None:
        texture = document["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]
        texture["extensions"] = {"KHR_texture_transform": moved}
        document["samplers"] = [{"wrapS": wrap[0], "wrapT": wrap[0]}]
        document["textures"][texture["index"]]["sampler"] = 0
        document["extensionsUsed"].append("KHR_texture_transform")

    stage = write_model(changed_glb(build_glb(), change)).stage

    texture, _ = source_of(surface(stage, "Oak"), "diffuseColor")
    transform, _ = source_of(texture, "st")
    assert (inputs(texture)["wrapS"], inputs(texture)["wrapT"]) == (wrap[1], wrap[1])
    uv = np.random.default_rng(1).uniform(-2, 2, (50, 2))
    period = {"repeat": 1.0, "mirror": 2.0, "clamp": 1e9}[wrap[1]]
    difference = _usd_places(inputs(transform), uv) - _gltf_places(moved, uv)
    assert np.abs(difference - np.rint(difference / period) * period).max() < 1e-5


def _gltf_places(moved: Json, uv: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Offset x rotation x scale as KHR_texture_transform multiplies them."""
    sine, cosine = math.sin(moved["rotation"]), math.cos(moved["rotation"])
    turn = np.array([[cosine, sine], [-sine, cosine]])
    places: np.ndarray[Any, Any] = (uv * np.array(moved["scale"])) @ turn.T + np.array(moved["offset"])
    return places


def _usd_places(transform: dict[str, Any], uv: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """What UsdTransform2d does to flipped coordinates: scale, then turn counter-clockwise, then move."""
    angle = math.radians(transform["rotation"])
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    st = np.stack([uv[:, 0], 1 - uv[:, 1]], axis=1)
    moved = (st * transform["scale"]) @ turn.T + transform["translation"]
    return np.stack([moved[:, 0], 1 - moved[:, 1]], axis=1)


def test_masked_material_has_threshold_and_reads_alpha(write_model: WriteModel) -> None:
    stage = write_model(_leafy("MASK", alphaCutoff=0.25)).stage

    leaf = surface(stage, "Leaf")
    _, channel = source_of(leaf, "opacity")
    assert (channel, inputs(leaf)["opacityThreshold"]) == ("a", 0.25)


def test_opaque_material_ignores_alpha_of_its_picture(write_model: WriteModel) -> None:
    stage = write_model(_leafy("OPAQUE")).stage

    assert not surface(stage, "Leaf").GetInput("opacity")


def _leafy(mode: str, **properties: float) -> bytes:
    """A triangle whose picture has transparent parts."""
    builder = GlbBuilder()
    picture = builder.image(Image.new("RGBA", (8, 8), (10, 120, 10, 100)), "leaf")
    material = {"name": "Leaf", "alphaMode": mode, **properties}
    builder.add("materials", {**material, "pbrMetallicRoughness": {"baseColorTexture": {"index": picture}}})
    return triangle_glb(builder, {"TEXCOORD_0": np.zeros((3, 2), np.float32)}, material=0)


def test_transmission_leaves_glass_visible(write_model: WriteModel) -> None:
    written = write_model(_extended(KHR_materials_transmission={"transmissionFactor": 1.0}))

    stage = written.stage
    assert inputs(surface(stage, "Oak"))["opacity"] == pytest.approx(1.0 - 0.85)
    assert "usdz_without_transmission" in written.codes


def test_sheen_becomes_an_even_tint_of_the_base(write_model: WriteModel) -> None:
    def change(document: Json) -> None:
        material = document["materials"][0]
        material["pbrMetallicRoughness"] = {"baseColorFactor": [0.5, 0.5, 0.5, 1]}
        sheen = {"sheenColorFactor": [1.0, 0.5, 0.0], "sheenRoughnessFactor": 1.0}
        material["extensions"] = {"KHR_materials_sheen": sheen}
        document["extensionsUsed"] = ["KHR_materials_sheen"]

    stage = write_model(changed_glb(build_glb(), change)).stage

    kept = 0.5 * (1 - 0.2419)
    expected = (kept + 0.2419, kept + 0.2419 / 2, kept)
    assert inputs(surface(stage, "Oak"))["diffuseColor"] == pytest.approx(expected)


def test_sheen_over_a_picture_shows_on_average(write_model: WriteModel) -> None:
    sheen = {"sheenColorFactor": [1.0, 0.0, 0.0], "sheenRoughnessFactor": 1.0}
    written = write_model(_extended(KHR_materials_sheen=sheen))

    stage = written.stage
    base, _ = source_of(surface(stage, "Oak"), "diffuseColor")
    red, green, *_ = np.array(inputs(base)["scale"])
    mean = Images(written.document).mean_colour(2)
    assert mean[0] * red == pytest.approx(mean[0] * (1 - 0.2419) + 0.2419)
    assert green == pytest.approx(1 - 0.2419)


def test_unlit_material_shines_by_itself(write_model: WriteModel) -> None:
    stage = write_model(_extended(KHR_materials_unlit={})).stage

    oak = surface(stage, "Oak")
    assert source_of(oak, "emissiveColor")[1] == "rgb"
    assert inputs(oak)["diffuseColor"] == (0, 0, 0)


def test_emission_is_multiplied_by_its_strength(write_model: WriteModel) -> None:
    def change(document: Json) -> None:
        extension = {"KHR_materials_emissive_strength": {"emissiveStrength": 4.0}}
        document["materials"][0].update(emissiveFactor=[0.5, 0.25, 0], extensions=extension)
        document["extensionsUsed"] = ["KHR_materials_emissive_strength"]

    stage = write_model(changed_glb(build_glb(), change)).stage

    assert inputs(surface(stage, "Oak"))["emissiveColor"] == (2, 1, 0)


def test_clearcoat_and_index_of_refraction_are_kept(write_model: WriteModel) -> None:
    coat = {"clearcoatFactor": 0.75, "clearcoatRoughnessFactor": 0.25}
    stage = write_model(_extended(KHR_materials_clearcoat=coat, KHR_materials_ior={"ior": 1.75})).stage

    found = inputs(surface(stage, "Oak"))
    assert (found["clearcoat"], found["clearcoatRoughness"], found["ior"]) == (0.75, 0.25, 1.75)


def test_specular_glossiness_becomes_specular_workflow(write_model: WriteModel) -> None:
    glossy = {
        "diffuseFactor": [0.5, 0.25, 0, 1],
        "specularFactor": [0.5, 0.5, 0.25],
        "glossinessFactor": 0.75,
    }
    stage = write_model(_extended(KHR_materials_pbrSpecularGlossiness=glossy)).stage

    found = inputs(surface(stage, "Oak"))
    assert found["diffuseColor"] == (0.5, 0.25, 0)
    assert (found["useSpecularWorkflow"], found["specularColor"]) == (1, (0.5, 0.5, 0.25))
    assert found["roughness"] == 0.25


def test_vertex_colours_tint_a_plain_material(write_model: WriteModel) -> None:
    builder = GlbBuilder()
    plain = {
        "pbrMetallicRoughness": {"baseColorFactor": [0.5, 1, 1, 0.5]},
        "alphaMode": "BLEND",
        "name": "Paint",
    }
    builder.add("materials", plain)
    colours = np.array([[1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 0.5]], np.float32)

    stage = write_model(triangle_glb(builder, {"COLOR_0": colours}, material=0)).stage

    paint = surface(stage, "Paint")
    reader, _ = source_of(paint, "diffuseColor")
    opacity, _ = source_of(paint, "opacity")
    assert inputs(reader) == {"varname": "displayColor", "fallback": (0.5, 1, 1)}
    assert inputs(opacity) == {"varname": "displayOpacity", "fallback": 0.5}
    mesh = meshes(stage)[0]
    assert np.array(mesh.GetDisplayColorAttr().Get()).tolist() == [[0.5, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert np.array(mesh.GetDisplayOpacityAttr().Get()).tolist() == [0.5, 0.5, 0.25]


def test_part_without_material_gets_default(write_model: WriteModel) -> None:
    stage = write_model(triangle_glb(GlbBuilder(), {})).stage

    found = inputs(surface(stage, "Material"))
    assert found == {"diffuseColor": (1, 1, 1), "metallic": 1, "roughness": 1}


def test_texture_without_image_is_left_out(write_model: WriteModel) -> None:
    def empty(document: Json) -> None:
        index = document["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]["index"]
        del document["textures"][index]["source"]

    stage = write_model(changed_glb(build_glb(), empty)).stage

    assert inputs(surface(stage, "Oak"))["diffuseColor"] == (1, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"normalTexture": {"index": 0, "scale": "much"}},
        {"emissiveFactor": [1, 1]},
        {"pbrMetallicRoughness": {"metallicFactor": True}},
        {"extensions": {"KHR_materials_clearcoat": {"clearcoatFactor": {}}}},
    ],
)
def test_material_without_numbers_is_refused(write_model: WriteModel, change: Json) -> None:
    with pytest.raises(BadModel, match="material_damaged"):
        write_model(_with_material(change))
