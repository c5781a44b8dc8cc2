"""Validators of OpenUSD on USDZ files."""

from pathlib import Path

from pxr import Usd, UsdGeom

from assets3d.pipeline.usd.check import usd_problems


def test_usd_problems_reports_errors_of_several_validators(tmp_path: Path) -> None:
    stage = Usd.Stage.CreateNew(str(tmp_path / "bare.usdc"))
    mesh = UsdGeom.Mesh.Define(stage, "/Mesh")
    UsdGeom.Mesh.Define(stage, mesh.GetPath().AppendChild("Nested"))
    stage.Save()

    problems = usd_problems(tmp_path / "bare.usdc")

    found = {problem.split(": ")[1].partition(".")[0] for problem in problems}
    assert {
        "usdValidation:StageMetadataChecker",
        "usdGeomValidators:StageMetadataChecker",
        "usdGeomValidators:EncapsulationChecker",
    } <= found
