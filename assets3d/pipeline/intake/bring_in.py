"""From whatever a merchant uploaded to a GLB in metres, +Y up."""

from dataclasses import replace
from pathlib import Path, PurePosixPath

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.intake.apart import read_apart
from assets3d.pipeline.intake.formats import SourceFormat, detect, is_zip, main_file, read_start
from assets3d.pipeline.intake.here import read_here
from assets3d.pipeline.intake.result import Intake
from assets3d.pipeline.intake.source import Source
from assets3d.pipeline.intake.units import Unit
from assets3d.pipeline.preflight.archive import Archive, open_archive
from assets3d.pipeline.preflight.bounds import Bounds

__all__ = ["Intake", "bring_in"]

# Their libraries end the process that they run in on some damaged files.
_APART = frozenset({SourceFormat.FBX, SourceFormat.USDZ})


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
    folder = str(PurePosixPath(name).parent)
    return replace(source, path=path, container=source.path, name=PurePosixPath(name).stem, folder=folder)


def _read(found: SourceFormat, source: Source) -> Intake:
    return read_apart(found, source) if found in _APART else read_here(found, source)
