"""The use of an accessor decides how it may be stored."""

from typing import Any

import pytest

from assets3d.pipeline.gltf.roles import Role, accessor_roles


def _animated(path: str, interpolation: str = "LINEAR") -> dict[int, Role]:
    sampler = {"input": 0, "output": 1, "interpolation": interpolation}
    channel = {"sampler": 0, "target": {"node": 0, "path": path}}
    return accessor_roles({"animations": [{"samplers": [sampler], "channels": [channel]}]})


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("translation", Role.TRANSLATION),
        ("rotation", Role.ROTATION),
        ("scale", Role.SCALE),
        ("weights", Role.MORPH_WEIGHT),
        ("pointer", Role.EXACT),
    ],
)
def test_animated_values_are_known_by_what_they_move(path: str, role: Role) -> None:
    assert _animated(path) == {0: Role.KEY_TIME, 1: role}


def test_cubic_curves_are_exact() -> None:
    assert _animated("translation", "CUBICSPLINE") == {0: Role.KEY_TIME, 1: Role.EXACT}


def test_attributes_and_targets_are_known_by_their_names() -> None:
    attributes = {
        "POSITION": 0,
        "NORMAL": 1,
        "TEXCOORD_3": 2,
        "COLOR_0": 3,
        "WEIGHTS_0": 4,
        "JOINTS_0": 5,
        "_ID": 6,
    }
    primitive: dict[str, Any] = {
        "attributes": attributes,
        "targets": [{"POSITION": 7, "NORMAL": 8, "TEXCOORD_0": 9}],
        "indices": 10,
    }

    roles = accessor_roles(
        {"meshes": [{"primitives": [primitive, {"attributes": {}, "indices": 11, "mode": 5}]}]}
    )

    assert [roles[number] for number in range(12)] == [
        Role.POSITION,
        Role.NORMAL,
        Role.TEXTURE_COORDINATE,
        Role.COLOUR,
        Role.SKIN_WEIGHT,
        Role.VERTEX,
        Role.VERTEX,
        Role.MORPH,
        Role.MORPH_DIRECTION,
        Role.TEXTURE_COORDINATE,
        Role.TRIANGLE_INDICES,
        Role.OTHER_INDICES,
    ]


def test_two_uses_make_the_more_careful_role() -> None:
    one = {"attributes": {"POSITION": 0, "NORMAL": 0}, "indices": 1}
    other = {"attributes": {"_ID": 1}}

    roles = accessor_roles({"meshes": [{"primitives": [one, other]}]})

    assert roles == {0: Role.VERTEX, 1: Role.EXACT}
