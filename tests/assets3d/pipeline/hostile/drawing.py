"""GLB files that are small and ask for too much, or whose parts do not belong together."""

from collections.abc import Callable

from tests.assets3d.pipeline.hostile.glb import BOX
from tests.factories.glb import Json, build_glb, changed_glb, pack_chunks

MORPHED = build_glb(grid=2, texture_side=8, animated=True, morphed=True)


def _changed(change: Callable[[Json], object], glb: bytes = BOX) -> Callable[[], bytes]:
    return lambda: changed_glb(glb, change)


def _copies(count: int) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        first = len(document["nodes"])
        document["nodes"] += [{"mesh": 0} for _ in range(count)]
        document["scenes"][0]["nodes"] += range(first, first + count)

    return change


def _instanced(count: int) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        document["accessors"].append({"componentType": 5126, "type": "VEC3", "count": count})
        attributes = {"TRANSLATION": len(document["accessors"]) - 1}
        document["nodes"][1]["extensions"] = {"EXT_mesh_gpu_instancing": {"attributes": attributes}}
        document["extensionsUsed"].append("EXT_mesh_gpu_instancing")

    return change


def _skin(document: Json) -> None:
    document["skins"] = [{"joints": [0, 1], "inverseBindMatrices": 0}]


def _large_mesh(document: Json) -> None:
    """A mesh of ten million triangles of nothing, two hundred times."""
    document["accessors"].append({"componentType": 5126, "type": "VEC3", "count": 30_000_000})
    document["meshes"].append({"primitives": [{"attributes": {"POSITION": len(document["accessors"]) - 1}}]})
    document["nodes"] += [{"mesh": 1} for _ in range(200)]


def _targets(count: int) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        primitive = document["meshes"][0]["primitives"][0]
        primitive["targets"] = primitive["targets"] * count
        document["meshes"][0]["weights"] = [0.0] * count

    return change


def _factor(value: object) -> Callable[[Json], object]:
    return lambda document: document["materials"][0]["pbrMetallicRoughness"].update(roughnessFactor=value)


DRAWING: dict[str, tuple[Callable[[], bytes], str]] = {
    "ten million triangles, 200 times": (_changed(_large_mesh), "triangles_too_many"),
    "300,000 instances by one accessor": (_changed(_instanced(300_000)), "objects_too_many"),
    "a million triangles by instances": (_changed(_instanced(60_000_000)), "triangles_too_many"),
    "90,000 nodes with a detailed mesh": (
        lambda: changed_glb(build_glb(grid=8, texture_side=8), _copies(90_000)),
        "triangles_too_many",
    ),
    "400 shape keys": (_changed(_targets(400), MORPHED), "morph_targets_too_many"),
    "shape key weights for others": (
        _changed(lambda document: document["meshes"][0].update(weights=[0.0, 1.0]), MORPHED),
        "morph_targets_differ",
    ),
    "skin without fitting matrices": (_changed(_skin), "skin_matrices"),
    "factor infinite": (
        lambda: changed_glb(BOX, _factor(0.123456)).replace(b"0.123456", b"1e999999"),
        "json_wrong_type",
    ),
    "factor of 400 digits": (_changed(_factor(10**400)), "json_wrong_type"),
    "extension factor infinite": (
        lambda: changed_glb(
            BOX,
            lambda document: document["materials"][0]["extensions"]["KHR_materials_clearcoat"].update(
                clearcoatFactor=0.123456
            ),
        ).replace(b"0.123456", b"1e999999"),
        "json_wrong_type",
    ),
    "times in two dimensions": (
        _changed(lambda document: document["animations"][0]["samplers"][0].update(input=0)),
        "attribute_type",
    ),
    "more times than values": (
        _changed(lambda document: document["accessors"][-1].update(count=63)),
        "keys_differ",
    ),
    "texture points in three dimensions": (
        _changed(lambda document: document["meshes"][0]["primitives"][0]["attributes"].update(TEXCOORD_0=0)),
        "attribute_type",
    ),
    "json of five million lists": (
        lambda: pack_chunks(b'{"asset":{"version":"2.0"},"extras":[' + b"[]," * 4_900_000 + b"[]]}"),
        "json_too_large",
    ),
}
