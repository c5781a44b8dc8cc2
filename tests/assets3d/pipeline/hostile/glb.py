"""Files that nobody should be able to hurt us with, each with the code of its refusal."""

import base64
import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image

from tests.factories.glb import GlbBuilder, Json, build_glb, changed_glb, pack_chunks, pack_glb, unpack_glb

BOX = build_glb(grid=2, texture_side=8, variants=("Red",), animated=True)


def _changed(change: Callable[[Json], object]) -> Callable[[], bytes]:
    return lambda: changed_glb(BOX, change)


def _set(path: str, value: object) -> Callable[[], bytes]:
    """The box with one value of its document replaced; `path` is a JSON pointer."""

    def change(document: Json) -> None:
        *keys, last = (int(key) if key.isdecimal() else key for key in path.strip("/").split("/"))
        place: object = document
        for key in keys:
            place = place[key]  # type: ignore[index]  # walks lists and objects alike
        place[last] = value  # type: ignore[index]  # walks lists and objects alike

    return _changed(change)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims any size and holds nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def _with_image(content: bytes) -> Callable[[], bytes]:
    uri = "data:image/png;base64," + base64.b64encode(content).decode()
    return _changed(lambda document: document["images"].__setitem__(0, {"uri": uri}))


def _animated_webp() -> bytes:
    from_pixels = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    encoded = io.BytesIO()
    from_pixels[0].save(encoded, "WEBP", save_all=True, append_images=from_pixels[1:])
    return encoded.getvalue()


def _node_chain(length: int) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        first = len(document["nodes"])
        document["nodes"] += [{"children": [first + number + 1]} for number in range(length)]
        document["nodes"].append({})

    return change


def _circle(document: Json) -> None:
    first = len(document["nodes"])
    document["nodes"] += [{"children": [first + 1]}, {"children": [first]}]


def _sparse(**changes: object) -> Callable[[], bytes]:
    def change(document: Json) -> None:
        indices = document["meshes"][0]["primitives"][0]["indices"]
        view = document["accessors"][indices]["bufferView"]
        sparse = {
            "count": 2,
            "indices": {"bufferView": view, "componentType": 5125},
            "values": {"bufferView": 0},
            **changes,
        }
        document["accessors"][0]["sparse"] = sparse

    return _changed(change)


def _poked(accessor: int, value: float) -> Callable[[], bytes]:
    """The box with the first number of a float or integer accessor overwritten."""

    def poke() -> bytes:
        document, binary = unpack_glb(BOX)
        view = document["bufferViews"][document["accessors"][accessor]["bufferView"]]
        is_float = document["accessors"][accessor]["componentType"] == 5126
        patched = bytearray(binary)
        struct.pack_into("<f" if is_float else "<I", patched, view["byteOffset"], value)
        return pack_glb(document, bytes(patched))

    return poke


def _packed_geometry(**changes: object) -> Callable[[], bytes]:
    """A view that says it is packed, over bytes that are not."""

    def change(document: Json) -> None:
        view = document["bufferViews"][document["accessors"][0]["bufferView"]]
        packed = {"buffer": 0, "byteLength": 64, "byteStride": 12, "count": view["byteLength"] // 12}
        view["extensions"] = {"EXT_meshopt_compression": {**packed, "mode": "ATTRIBUTES", **changes}}
        document["extensionsUsed"].append("EXT_meshopt_compression")

    return _changed(change)


def _lines() -> bytes:
    """A file with a document and nothing to look at."""
    builder = GlbBuilder()
    builder.accessor(np.zeros((3, 3), np.float32))
    builder.json["nodes"] = [{"name": "Empty"}]
    return builder.build()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "file_empty"),
    "text named glb": (lambda: b"Dear shop, my model is attached.", "not_a_glb"),
    "picture named glb": (lambda: png_header(8, 8), "not_a_glb"),
    "only the magic": (lambda: b"glTF\x02\x00\x00\x00", "glb_truncated"),
    "half of the file": (lambda: BOX[: len(BOX) // 2], "glb_truncated"),
    "one byte missing": (lambda: BOX[:-1], "glb_truncated"),
    "bytes at the end": (lambda: BOX + b"\0" * 4096, "glb_trailing_bytes"),
    "version one": (lambda: BOX[:4] + b"\x01" + BOX[5:], "glb_version"),
    "chunk longer than file": (lambda: BOX[:12] + struct.pack("<I", 2**31) + BOX[16:], "glb_chunk_broken"),
    "binary chunk first": (lambda: BOX[:16] + b"BIN\0" + BOX[20:], "glb_without_json"),
    "broken json": (lambda: pack_chunks(b'{"asset": '), "json_invalid"),
    "json that is a list": (lambda: pack_chunks(b"[1, 2]"), "json_invalid"),
    "json not a number": (lambda: pack_chunks(b'{"asset": {"version": "2.0"}, "x": NaN}'), "json_invalid"),
    "json in latin-1": (lambda: pack_chunks('{"asset": "é"}'.encode("latin-1")), "json_invalid"),
    "json 900 deep": (lambda: pack_chunks(b'{"extras":' + b"[" * 900 + b"]" * 900 + b"}"), "json_too_deep"),
    "json a million deep": (lambda: pack_chunks(b"[" * 1_000_000 + b"]" * 1_000_000), "json_too_deep"),
    "json of 17 MB": (lambda: pack_chunks(b'{"a":"' + b"a" * 17_000_000 + b'"}'), "json_too_large"),
    "gltf one": (_set("/asset/version", "1.0"), "gltf_version"),
    "draco": (_set("/extensionsRequired", ["KHR_draco_mesh_compression"]), "extension_unsupported"),
    "unknown need": (_set("/extensionsRequired", ["ACME_secret_sauce"]), "extension_unsupported"),
    "accessors an object": (_set("/accessors", {}), "json_wrong_type"),
    "count a text": (_set("/accessors/0/count", "many"), "json_wrong_type"),
    "count true": (_set("/accessors/0/count", value=True), "json_wrong_type"),
    "count negative": (_set("/accessors/0/count", -3), "json_wrong_type"),
    "component type unknown": (_set("/accessors/0/componentType", 5127), "json_wrong_type"),
    "scale infinite": (
        lambda: changed_glb(BOX, lambda d: d).replace(b"[0.0, 0.1, 0.0]", b"[1e999,0.1,0.0]"),
        "json_wrong_type",
    ),
    "texture out of range": (_set("/materials/0/normalTexture/index", 70), "reference_out_of_range"),
    "material out of range": (_set("/meshes/0/primitives/0/material", 70), "reference_out_of_range"),
    "variant out of range": (
        _set("/meshes/0/primitives/0/extensions/KHR_materials_variants/mappings/0/variants/0", 9),
        "reference_out_of_range",
    ),
    "sampler out of range": (_set("/animations/0/channels/0/sampler", 3), "reference_out_of_range"),
    "view out of buffer": (_set("/bufferViews/0/byteOffset", 10**9), "view_out_of_range"),
    "accessor out of view": (_set("/accessors/0/byteOffset", 4096), "accessor_out_of_range"),
    "two billion vertices in a view": (_set("/accessors/0/count", 2_000_000_000), "accessor_out_of_range"),
    "two billion vertices without a view": (
        _changed(
            lambda document: document["accessors"].append(
                {"componentType": 5126, "type": "VEC3", "count": 2_000_000_000}
            )
        ),
        "geometry_too_large",
    ),
    "buffer longer than chunk": (_set("/buffers/0/byteLength", 10**9), "buffer_too_short"),
    "attributes of two lengths": (_set("/accessors/1/count", 3), "attribute_counts_differ"),
    "positions in two dimensions": (_set("/meshes/0/primitives/0/attributes/POSITION", 2), "attribute_type"),
    "sparse more than all": (_sparse(count=10_000), "sparse_out_of_range"),
    "sparse out of view": (_sparse(values={"bufferView": 0, "byteOffset": 10**7}), "sparse_out_of_range"),
    "sparse beyond the end": (
        _sparse(indices={"bufferView": 0, "componentType": 5125}),
        "sparse_out_of_range",
    ),
    "nodes in a circle": (_changed(_circle), "node_cycle"),
    "node its own child": (_set("/nodes/1/children", [1]), "node_several_parents"),
    "node with two parents": (
        _changed(lambda document: document["nodes"].append({"children": [1]})),
        "node_several_parents",
    ),
    "nodes 5,000 deep": (_changed(_node_chain(5_000)), "node_too_deep"),
    "200,000 nodes": (_changed(_node_chain(200_000)), "nodes_too_many"),
    "nothing to see": (_lines, "nothing_to_see"),
    "buffer elsewhere": (_set("/buffers/0/uri", "https://example.com/box.bin"), "external_file"),
    "buffer in a file": (_set("/buffers/0/uri", "../../etc/passwd"), "external_file"),
    "image elsewhere": (
        _changed(lambda document: document["images"].__setitem__(0, {"uri": "http://169.254.169.254/"})),
        "external_file",
    ),
    "image data not base64": (
        _changed(lambda document: document["images"].__setitem__(0, {"uri": "data:image/png;base64,%%%"})),
        "data_uri_invalid",
    ),
    "image nowhere": (_set("/images/0", {"name": "lost"}), "image_unreadable"),
    "image not a picture": (_with_image(b"MZ this is a program"), "image_unreadable"),
    "image of 30,000 pixels": (_with_image(png_header(30_000, 30_000)), "image_too_large"),
    "image beyond pillow": (_with_image(png_header(2**31 - 1, 2**31 - 1)), "image_too_large"),
    "image without pixels": (_with_image(png_header(64, 64)), "image_unreadable"),
    "image that moves": (_with_image(_animated_webp()), "image_animated"),
    "position not a number": (_poked(0, float("nan")), "values_not_finite"),
    "index beyond vertices": (_poked(4, 4_000_000_000), "index_out_of_range"),
    "packed size differs": (_packed_geometry(count=1), "view_size_mismatch"),
    "packed by nobody": (_packed_geometry(), "compression_invalid"),
    "packed with a wrong filter": (_packed_geometry(filter="QUATERNION"), "compression_invalid"),
}
