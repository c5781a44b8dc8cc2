"""From whatever a merchant uploaded to a GLB in metres, +Y up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from assets3d.pipeline.findings import BadModel, Finding, note, refusal
from assets3d.pipeline.intake.assemble import assemble
from assets3d.pipeline.intake.formats import SourceFormat, detect, is_zip, main_file, read_start
from assets3d.pipeline.intake.readers.dae.scene import read_dae
from assets3d.pipeline.intake.readers.gltf_files import read_gltf
from assets3d.pipeline.intake.readers.obj import read_obj
from assets3d.pipeline.intake.readers.obj_scene import obj_scene
from assets3d.pipeline.intake.readers.ply import read_ply
from assets3d.pipeline.intake.readers.step.read import read_step
from assets3d.pipeline.intake.readers.stl import read_stl
from assets3d.pipeline.intake.readers.three_mf.scene import read_three_mf
from assets3d.pipeline.intake.scene import Scene
from assets3d.pipeline.intake.solid import Solid, extent, solid_scene
from assets3d.pipeline.intake.source import Source
from assets3d.pipeline.intake.units import Unit, UnitChoice, by_format, undeclared, unit_findings
from assets3d.pipeline.preflight.archive import Archive, open_archive
from assets3d.pipeline.preflight.bounds import Bounds

_METRES = by_format("Lengths in glTF are metres.")


@dataclass(frozen=True)
class Intake:
    """What came of a merchant's file.

    glb: the canonical GLB, the source itself when it is one. unit: how lengths were read. findings: what the
    merchant should know. kept_usdz: a merchant's own USDZ as it is, or None.
    """

    glb: Path
    format: SourceFormat
    unit: UnitChoice
    findings: tuple[Finding, ...] = ()
    kept_usdz: Path | None = None


def bring_in(
    source: Path, work: Path, *, format: SourceFormat | None, unit: Unit | None, bounds: Bounds
) -> Intake:
    """Make a GLB of `source`; raises BadModel with the reasons why it cannot be done.

    work: an empty folder for what is made. format: what the file is said to be, a hint only: the bytes decide.
    unit: the merchant's choice of unit. What comes out has still to pass `preflight.check.open_model`.
    """
    work.mkdir(parents=True, exist_ok=True)
    _check_size(source, bounds)
    if not is_zip(read_start(source)):
        return _read(detect(source, format), Source(source, work, unit, bounds))
    with open_archive(source, bounds) as archive:
        name, found = main_file(archive)
        return _read(found, _unpacked(archive, name, Source(source, work, unit, bounds, archive)))


def _check_size(source: Path, bounds: Bounds) -> None:
    size = source.stat().st_size
    if size > bounds.file_bytes:
        message = f"The file has {size:,} bytes; at most {bounds.file_bytes:,} are accepted."
        fix = "Reduce texture sizes or triangles and export it again."
        raise BadModel(refusal("file_too_large", message, "", fix))


def _unpacked(archive: Archive, name: str, source: Source) -> Source:
    """The source with its main file written out; a format that is an archive by itself stays in it."""
    if not name:
        return source
    path = source.work / f"source{PurePosixPath(name).suffix.lower()}"
    archive.unpack(name, path)
    return replace(source, path=path, name=PurePosixPath(name).stem, folder=str(PurePosixPath(name).parent))


def _read(found: SourceFormat, source: Source) -> Intake:
    return _READERS[found](found, source)


def _keep(found: SourceFormat, source: Source) -> Intake:
    return Intake(source.path, found, _METRES, _overruled(source))


def _overruled(source: Source) -> tuple[Finding, ...]:
    if source.unit in (None, Unit.METRES):
        return ()
    message = "You chose another unit, but lengths in glTF are always metres; it was read so."
    return (note("unit_ignored", message, "", "Scale the model in your 3D program if its size is wrong."),)


def _put_together(found: SourceFormat, source: Source) -> Intake:
    glb, findings = read_gltf(source)
    return Intake(glb, found, _METRES, (*findings, *_overruled(source)))


def _solid(read: Callable[[Source], Solid], preferred: tuple[Unit, ...]) -> "_Reader":
    def reader(found: SourceFormat, source: Source) -> Intake:
        solid = read(source)
        choice = undeclared(extent(solid.positions), source.unit, preferred)
        return _assembled(found, source, solid_scene(solid, choice.scale), choice, ())

    return reader


def _obj(found: SourceFormat, source: Source) -> Intake:
    scene, choice, findings = obj_scene(read_obj(source), source)
    return _assembled(found, source, scene, choice, findings)


def _assembled(
    found: SourceFormat, source: Source, scene: Scene, choice: UnitChoice, findings: Sequence[Finding]
) -> Intake:
    glb = source.work / "model.glb"
    assemble(scene, glb)
    return Intake(glb, found, choice, (*unit_findings(choice), *findings))


def _scene(read: Callable[[Source], tuple[Scene, UnitChoice, list[Finding]]]) -> "_Reader":
    def reader(found: SourceFormat, source: Source) -> Intake:
        scene, choice, findings = read(source)
        return _assembled(found, source, scene, choice, findings)

    return reader


def _cad(found: SourceFormat, source: Source) -> Intake:
    glb, choice, findings = read_step(source)
    return Intake(glb, found, choice, (*unit_findings(choice), *findings))


_Reader = Callable[[SourceFormat, Source], Intake]
_READERS: dict[SourceFormat, _Reader] = {
    SourceFormat.GLB: _keep,
    SourceFormat.GLTF_ZIP: _put_together,
    SourceFormat.OBJ: _obj,
    SourceFormat.PLY: _solid(read_ply, (Unit.MILLIMETRES, Unit.METRES, Unit.CENTIMETRES)),
    SourceFormat.DAE: _scene(read_dae),
    SourceFormat.THREE_MF: _scene(read_three_mf),
    SourceFormat.STEP: _cad,
    SourceFormat.STL: _solid(read_stl, (Unit.MILLIMETRES, Unit.METRES, Unit.INCHES)),
}
