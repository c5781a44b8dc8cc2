"""OpenUSD is loaded where no other thread of Python runs: in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.usd.apart import write_usdz_apart
from tests.assets3d.pipeline.usd.conftest import WriteModel
from tests.factories.glb import build_glb

PROJECT = Path(__file__).resolve().parents[5]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.glb"
    path.write_bytes(build_glb(variants=("Red", "Blue")))
    return path


def test_files_are_those_that_are_written_here(model: Path, tmp_path: Path, write_model: WriteModel) -> None:
    findings = write_usdz_apart(model, {"a.usdz": None, "b.usdz": "Blue"}, tmp_path, Bounds())

    here = [write_model(model), write_model(model, "Blue", "blue.usdz")]
    assert [(tmp_path / name).read_bytes() for name in ("a.usdz", "b.usdz")] == [
        each.path.read_bytes() for each in here
    ]
    assert findings == here[0].findings
    assert not list(tmp_path.glob("usdz-*"))


def test_defect_over_there_is_one_here(model: Path, tmp_path: Path) -> None:
    with pytest.raises(Defect) as caught:
        write_usdz_apart(model, {"a.usdz": "Green"}, tmp_path, Bounds())

    assert caught.value.code == "usdz_variant_unknown"


def test_process_that_breaks_down_is_a_defect(tmp_path: Path) -> None:
    broken = tmp_path / "broken.glb"
    broken.write_bytes(b"no model")

    with pytest.raises(Defect) as caught:
        write_usdz_apart(broken, {"a.usdz": None}, tmp_path, Bounds())

    assert caught.value.code == "usdz_broken"
    assert not list(tmp_path.glob("usdz-*"))


def test_conversions_never_load_openusd() -> None:
    asked = (
        "import sys, assets3d.pipeline.__main__, assets3d.pipeline.convert; "
        "sys.exit(any(name.partition('.')[0] == 'pxr' for name in sys.modules))"
    )

    loaded = subprocess.run([sys.executable, "-c", asked], cwd=PROJECT, check=False)  # noqa: S603 - our own code

    assert loaded.returncode == 0
