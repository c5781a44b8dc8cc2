"""Whatever is uploaded is refused by name and in words, or taken in; and a good file is right after."""

from pathlib import Path

import pytest

from assets3d.pipeline.findings import BadModel, Severity
from assets3d.pipeline.intake.bring_in import bring_in
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from tests.assets3d.pipeline.hostile.archives import ARCHIVES, gltf_files, packed
from tests.assets3d.pipeline.hostile.drawing import DRAWING
from tests.assets3d.pipeline.hostile.glb import BOX
from tests.assets3d.pipeline.hostile.meshes import MESHES
from tests.assets3d.pipeline.hostile.motion import MOTION

_GLBS = DRAWING | MOTION
_CASES = ARCHIVES | MESHES | {name: ("a.glb", make, code) for name, (make, code) in _GLBS.items()}


def take_in(path: Path, work: Path) -> None:
    intake = bring_in(path, work, format=None, unit=None, bounds=Bounds())
    open_model(intake.glb, Bounds())


def test_no_two_hostile_files_have_one_name() -> None:
    assert len(_CASES) == len(ARCHIVES) + len(MESHES) + len(DRAWING) + len(MOTION)


@pytest.mark.parametrize("name", _CASES)
def test_hostile_file_is_refused_by_its_code(name: str, tmp_path: Path) -> None:
    file_name, make, code = _CASES[name]
    source, good = tmp_path / file_name, tmp_path / "good.zip"
    source.write_bytes(make())
    good.write_bytes(packed(gltf_files()))

    with pytest.raises(BadModel) as refused:
        take_in(source, tmp_path / "work")

    assert refused.value.findings[0].code == code
    assert all(finding.severity is Severity.REFUSAL and finding.message for finding in refused.value.findings)
    assert refused.value.findings[0].fix
    take_in(good, tmp_path / "after")


def test_sizes_are_bounded(tmp_path: Path) -> None:
    source = tmp_path / "box.zip"
    source.write_bytes(packed({"box.glb": BOX}))

    with pytest.raises(BadModel, match="file_too_large"):
        bring_in(source, tmp_path, format=None, unit=None, bounds=Bounds(file_bytes=100))
    with pytest.raises(BadModel, match="archive_too_large"):
        bring_in(source, tmp_path, format=None, unit=None, bounds=Bounds(inflated_bytes=100))
