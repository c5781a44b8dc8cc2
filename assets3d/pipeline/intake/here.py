"""Which reader reads which format."""

from collections.abc import Callable, Mapping, Sequence

from assets3d.pipeline.findings import Finding, note
from assets3d.pipeline.intake.formats import SourceFormat
from assets3d.pipeline.intake.glb.assemble import assemble
from assets3d.pipeline.intake.readers.dae.scene import read_dae
from assets3d.pipeline.intake.readers.gltf_files import read_gltf
from assets3d.pipeline.intake.readers.obj import read_obj
from assets3d.pipeline.intake.readers.obj_scene import obj_scene
from assets3d.pipeline.intake.readers.ply import read_ply
from assets3d.pipeline.intake.readers.step.read import read_step
from assets3d.pipeline.intake.readers.stl import read_stl
from assets3d.pipeline.intake.readers.three_mf.scene import read_three_mf
from assets3d.pipeline.intake.result import Intake
from assets3d.pipeline.intake.scene import Scene
from assets3d.pipeline.intake.shape.solid import Solid, extent, solid_scene
from assets3d.pipeline.intake.source import Source
from assets3d.pipeline.intake.units import Unit, UnitChoice, by_format, undeclared, unit_findings

Reader = Callable[[SourceFormat, Source], Intake]
SceneReader = Callable[[Source], tuple[Scene, UnitChoice, list[Finding]]]
_METRES = by_format("Lengths in glTF are metres.")
_Z_IS_UP = note(
    "axis_assumed",
    "STL files do not say which way is up. Yours was read with Z up, as 3D printers have it.",
    "",
    "If the model lies on its side, turn it in your 3D program until Z points up and export again, or export as GLB.",
)


def read_here(found: SourceFormat, source: Source) -> Intake:
    """Read a file in this process; raises BadModel."""
    return _READERS[found](found, source)


def assembled(
    found: SourceFormat, source: Source, scene: Scene, choice: UnitChoice, findings: Sequence[Finding]
) -> Intake:
    """A scene as GLB in the work folder."""
    glb = source.work / "model.glb"
    assemble(scene, glb)
    return Intake(glb, found, choice, (*unit_findings(choice), *findings))


def _keep(found: SourceFormat, source: Source) -> Intake:
    return Intake(source.path, found, _METRES, _overruled(source))


def _put_together(found: SourceFormat, source: Source) -> Intake:
    return Intake(read_gltf(source), found, _METRES, _overruled(source))


def _overruled(source: Source) -> tuple[Finding, ...]:
    if source.unit in (None, Unit.METRES):
        return ()
    message = "You chose another unit, but lengths in glTF are always metres; it was read so."
    return (note("unit_ignored", message, "", "Scale the model in your 3D program if its size is wrong."),)


def _solid(
    read: Callable[[Source], Solid], preferred: tuple[Unit, ...], told: tuple[Finding, ...] = ()
) -> Reader:
    def reader(found: SourceFormat, source: Source) -> Intake:
        solid = read(source)
        choice = undeclared(extent(solid.positions), source.unit, preferred)
        return assembled(found, source, solid_scene(solid, choice.scale), choice, told)

    return reader


def scene_reader(read: SceneReader) -> Reader:
    """A reader of a format that has scenes."""

    def reader(found: SourceFormat, source: Source) -> Intake:
        scene, choice, findings = read(source)
        return assembled(found, source, scene, choice, findings)

    return reader


def _obj(found: SourceFormat, source: Source) -> Intake:
    scene, choice, findings = obj_scene(read_obj(source), source)
    return assembled(found, source, scene, choice, findings)


def _cad(found: SourceFormat, source: Source) -> Intake:
    glb, choice, findings = read_step(source)
    return Intake(glb, found, choice, (*unit_findings(choice), *findings))


_READERS: Mapping[SourceFormat, Reader] = {
    SourceFormat.GLB: _keep,
    SourceFormat.GLTF_ZIP: _put_together,
    SourceFormat.OBJ: _obj,
    SourceFormat.PLY: _solid(read_ply, (Unit.MILLIMETRES, Unit.METRES, Unit.CENTIMETRES)),
    SourceFormat.DAE: scene_reader(read_dae),
    SourceFormat.THREE_MF: scene_reader(read_three_mf),
    SourceFormat.STEP: _cad,
    SourceFormat.STL: _solid(read_stl, (Unit.MILLIMETRES, Unit.METRES, Unit.INCHES), (_Z_IS_UP,)),
}
