"""glTF in any packaging comes out as the same document."""

import base64
import json
from pathlib import Path

from assets3d.pipeline.gltf.accessors import read_accessors
from assets3d.pipeline.intake.formats import SourceFormat
from assets3d.pipeline.intake.units import Unit
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.tiers.difference import Tolerance, differences
from tests.assets3d.pipeline.hostile.archives import packed
from tests.assets3d.pipeline.hostile.glb import BOX
from tests.assets3d.pipeline.intake.taking import Taken, take
from tests.factories.glb import Json, unpack_glb


def _loose() -> tuple[Json, dict[str, bytes]]:
    """The box with its buffer and pictures in files of their own."""
    document, binary = unpack_glb(BOX)
    files = {"Box/My Box.bin": binary}
    document["buffers"][0]["uri"] = "my%20box.BIN"
    for number, image in enumerate(document["images"]):
        view = document["bufferViews"][image.pop("bufferView")]
        files[f"Box/tex/{number}.img"] = binary[view["byteOffset"] :][: view["byteLength"]]
        image["uri"] = f"./tex/{number}.img"
        del image["mimeType"]
    return document, files


def _lost(taken: Taken, tmp_path: Path) -> list[str]:
    original = tmp_path / "original.glb"
    original.write_bytes(BOX)
    document, _ = open_model(original, Bounds())
    both = (document, read_accessors(document)), (taken.document, taken.arrays)
    return list(differences(*both, Tolerance(), is_simplified=False))


def test_glb_is_taken_as_it_is(tmp_path: Path) -> None:
    taken = take("box.glb", BOX, tmp_path)

    assert taken.intake.glb == tmp_path / "box.glb"
    assert (taken.intake.format, taken.intake.unit.basis, taken.codes()) == (SourceFormat.GLB, "format", [])


def test_unit_cannot_change_gltf(tmp_path: Path) -> None:
    taken = take("box.glb", BOX, tmp_path, Unit.MILLIMETRES)

    assert (taken.size[0], taken.codes()) == (0.4, ["unit_ignored"])


def test_archive_with_loose_files_loses_nothing(tmp_path: Path) -> None:
    document, files = _loose()
    content = packed({"Box/box.gltf": json.dumps(document).encode(), **files, "__MACOSX/Box/._box": b"x"})

    taken = take("box.zip", content, tmp_path)

    assert taken.intake.format is SourceFormat.GLTF_ZIP
    assert _lost(taken, tmp_path) == []
    assert [image["mimeType"] for image in taken.document.json["images"]] == [
        image["mimeType"] for image in unpack_glb(BOX)[0]["images"]
    ]


def test_gltf_with_embedded_data_loses_nothing(tmp_path: Path) -> None:
    document, binary = unpack_glb(BOX)
    uri = "data:application/octet-stream;base64," + base64.b64encode(binary).decode()
    document["buffers"][0]["uri"] = uri

    taken = take("box.gltf", json.dumps(document).encode(), tmp_path)

    assert _lost(taken, tmp_path) == []


def test_glb_in_an_archive_is_found(tmp_path: Path) -> None:
    taken = take("box.zip", packed({"readme.txt": b"Hello", "models/box.glb": BOX}), tmp_path)

    assert taken.intake.format is SourceFormat.GLB
    assert taken.intake.glb.read_bytes() == BOX
