"""USDZ files: valid, the same every time, and different where looks differ."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.gltf.accessors import read_accessors
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.usd.check import usd_problems
from assets3d.pipeline.usd.write import write_usdz
from tests.assets3d.pipeline.conftest import real_models
from tests.assets3d.pipeline.usd.conftest import WriteModel
from tests.factories.glb import build_glb

_SCRIPT = """
import sys
from pathlib import Path
from assets3d.pipeline.gltf.accessors import read_accessors
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.usd.write import write_usdz
document, _ = open_model(Path(sys.argv[1]), Bounds())
write_usdz(document, read_accessors(document), None, Path(sys.argv[2]))
"""


def test_write_usdz_is_the_same_from_another_process(write_model: WriteModel, tmp_path: Path) -> None:
    glb = build_glb(animated=True)
    written = write_model(glb)
    (tmp_path / "again.glb").write_bytes(glb)

    again = tmp_path / "again.usdz"
    subprocess.run([sys.executable, "-c", _SCRIPT, tmp_path / "again.glb", again], check=True)  # noqa: S603

    assert again.read_bytes() == written.path.read_bytes()


def test_write_usdz_makes_each_variant_distinct(write_model: WriteModel) -> None:
    glb = build_glb(variants=("Red", "Blue"))

    written = [write_model(glb, variant, f"{variant}.usdz") for variant in (None, "Red", "Blue")]

    assert len({hashlib.sha256(each.path.read_bytes()).digest() for each in written}) == 3
    assert [_errors(usd_problems(each.path)) for each in written] == [[], [], []]


def test_write_usdz_refuses_unknown_variant(write_model: WriteModel) -> None:
    with pytest.raises(Defect, match="usdz_variant_unknown"):
        write_model(build_glb(variants=("Red",)), "Green")


def test_write_usdz_packs_only_what_the_variant_shows(write_model: WriteModel) -> None:
    written = write_model(build_glb(variants=("Red", "Blue")), "Blue")

    with zipfile.ZipFile(written.path) as package:
        contents = [package.read(name) for name in package.namelist()[1:]]
        kinds = {entry.compress_type for entry in package.infolist()}

    images = {image["name"]: number for number, image in enumerate(written.document.json["images"])}
    shown = [written.document.image_bytes(images[name]) for name in ("Blue colour", "weave", "roughness")]
    assert sorted(contents) == sorted(bytes(image) for image in shown)
    assert kinds == {zipfile.ZIP_STORED}


def _errors(problems: tuple[str, ...]) -> list[str]:
    return [problem for problem in problems if problem.startswith("error")]


@pytest.mark.skipif(not real_models(), reason="the folder of real models is absent")
@pytest.mark.parametrize("path", real_models(), ids=lambda path: path.stem)
def test_every_variant_of_a_real_model_is_valid(path: Path, tmp_path: Path) -> None:
    document, _ = open_model(path, Bounds())
    arrays = read_accessors(document)
    extension = document.json.get("extensions", {}).get("KHR_materials_variants", {})
    variants = [None, *(entry["name"] for entry in extension.get("variants", []))]

    problems = []
    for number, variant in enumerate(variants):
        out = tmp_path / f"{number}.usdz"
        write_usdz(document, arrays, variant, out)
        problems += _errors(usd_problems(out))

    assert problems == []
