"""Materials of FBX: where a texture lies, and what shine means."""

import io
import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.assets3d.pipeline.hostile.archives import packed
from tests.assets3d.pipeline.intake.taking import Taken, picture, take
from tests.factories.exchanged.fbx import FbxTexture, build_fbx
from tests.factories.glb import Json

Point = tuple[float, float]
# A physical material of 3ds Max with its roughness turned round, and a glossy one of its PBR materials.
_PHYSICAL = """			P: "3dsMax|ClassIDa", "int", "Integer", "",1030429932
			P: "3dsMax|ClassIDb", "int", "Integer", "",-559038463
			P: "3dsMax|Parameters|roughness", "Float", "", "A",0.7
			P: "3dsMax|Parameters|roughness_inv", "Bool", "", "A",1
"""
_GLOSSY = """			P: "3dsMax|ClassIDa", "int", "Integer", "",-804315648
			P: "3dsMax|ClassIDb", "int", "Integer", "",31173939
			P: "3dsMax|main|glossiness", "Float", "", "A",0.7
			P: "3dsMax|main|useGlossiness", "Integer", "", "A",1
"""


def _taken(tmp_path: Path, texture: FbxTexture, look: str = "", creator: str = "Maya") -> Taken:
    files = {
        "flag.fbx": build_fbx(texture=texture, look=look, creator=creator),
        texture.name: picture((200,), mode="L"),
    }
    return take("flag.zip", packed(files), tmp_path)


def _surface(taken: Taken) -> Json:
    surface: Json = taken.document.json["materials"][0]["pbrMetallicRoughness"]
    return surface


def _in_gltf(transform: Json, point: Point) -> Point:
    """Where KHR_texture_transform reads the picture for a point of the UV set, V downwards."""
    angle = transform.get("rotation", 0.0)
    (right, below), (across, down) = transform.get("offset", (0, 0)), transform.get("scale", (1, 1))
    u, v = point[0] * across, point[1] * down
    return (
        math.cos(angle) * u + math.sin(angle) * v + right,
        math.cos(angle) * v - math.sin(angle) * u + below,
    )


def _in_fbx(texture: FbxTexture, point: Point) -> Point:
    """The same by FBX, which stretches, turns and moves the picture, not the coordinates; V upwards."""
    angle = math.radians(texture.turned)
    right, up = point[0] - texture.moved[0], point[1] - texture.moved[1]
    across = math.cos(angle) * right + math.sin(angle) * up
    along = math.cos(angle) * up - math.sin(angle) * right
    return across / texture.stretched[0], along / texture.stretched[1]


@pytest.mark.parametrize(
    "texture",
    [
        FbxTexture("a.png", moved=(0.25, 0.5)),
        FbxTexture("a.png", stretched=(0.5, 0.25)),
        FbxTexture("a.png", turned=30.0),
        FbxTexture("a.png", moved=(0.25, 0.5), turned=-75.0, stretched=(2.0, 2.0)),
        FbxTexture("a.png", moved=(0.1, 0.2), turned=90.0, stretched=(2.0, 0.5)),
        FbxTexture("a.png", stretched=(-1.0, 1.0)),
    ],
)
def test_texture_lies_where_fbx_has_it(texture: FbxTexture, tmp_path: Path) -> None:
    taken = _taken(tmp_path, texture)

    info = _surface(taken)["baseColorTexture"]
    transform = info["extensions"]["KHR_texture_transform"]
    for u, v in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.3, 0.8)):
        read_u, read_v = _in_gltf(transform, (u, 1 - v))
        assert (read_u, 1 - read_v) == pytest.approx(_in_fbx(texture, (u, v)), abs=1e-5)
    assert taken.codes() == []
    assert taken.document.json["extensionsUsed"] == ["KHR_texture_transform"]


def test_texture_that_lies_as_usual_needs_no_extension(tmp_path: Path) -> None:
    taken = _taken(tmp_path, FbxTexture("a.png"))

    assert "extensions" not in _surface(taken)["baseColorTexture"]


def test_slanted_texture_is_told(tmp_path: Path) -> None:
    taken = _taken(tmp_path, FbxTexture("a.png", turned=30.0, stretched=(4.0, 1.0)))

    assert taken.codes() == ["texture_slanted"]
    assert "“Cloth” shows the picture “a.png”" in taken.intake.findings[0].message
    assert "KHR_texture_transform" in _surface(taken)["baseColorTexture"]["extensions"]


def _roughness(taken: Taken) -> int:
    """What the green of the surface picture is, the same everywhere."""
    texture = taken.document.json["textures"][_surface(taken)["metallicRoughnessTexture"]["index"]]
    pixels: NDArray[np.uint8] = np.asarray(
        Image.open(io.BytesIO(taken.document.image_bytes(texture["source"])))
    )
    assert np.ptp(pixels[..., 1]) == 0
    return int(pixels[0, 0, 1])


@pytest.mark.parametrize(
    ("slot", "look"),
    [
        ("ShininessExponent", ""),
        ("3dsMax|Parameters|roughness_map", _PHYSICAL),
        ("3dsMax|main|glossiness_map", _GLOSSY),
    ],
)
def test_map_of_shine_becomes_roughness(slot: str, look: str, tmp_path: Path) -> None:
    taken = _taken(tmp_path, FbxTexture("shine.png", slot), look)

    assert _roughness(taken) == 255 - 200
    assert "roughnessFactor" not in _surface(taken) or _surface(taken)["roughnessFactor"] == 1


def test_blenders_roughness_stays_as_it_is(tmp_path: Path) -> None:
    creator = "Blender (stable FBX IO) - 4.2.0 - 5.12.3"

    taken = _taken(tmp_path, FbxTexture("rough.png", "ShininessExponent"), creator=creator)

    assert _roughness(taken) == 200


@pytest.mark.parametrize("look", [_PHYSICAL, _GLOSSY])
def test_number_of_shine_becomes_roughness(look: str, tmp_path: Path) -> None:
    taken = take("flag.fbx", build_fbx(look=look), tmp_path)

    assert _surface(taken)["roughnessFactor"] == pytest.approx(0.3)
