"""A model's main file, and the files that came with it."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assets3d.pipeline.findings import BadModel, Finding, refusal
from assets3d.pipeline.intake.units import Unit
from assets3d.pipeline.preflight.archive import Archive, shown
from assets3d.pipeline.preflight.bounds import Bounds


@dataclass(frozen=True)
class Source:
    """What a reader reads.

    path: the model itself. work: a folder for what it writes. archive, folder: the archive it came in, None for
    a file on its own, and where in the archive it was. name: the main file's without
    its suffix, where it was unpacked under another. container: the file of the archive. unit: the merchant's choice.
    """

    path: Path
    work: Path
    unit: Unit | None
    bounds: Bounds
    archive: Archive | None = None
    folder: str = ""
    name: str = ""
    container: Path | None = None

    @property
    def title(self) -> str:
        """What to call a model that has no name of its own."""
        return self.name or self.path.stem

    def sibling(self, name: str) -> str | None:
        """The name in the archive of a file that the model refers to, or None where it did not come along."""
        if self.archive is None:
            return None
        return self.archive.find(str(PurePosixPath(_joined(self.folder, name.replace("\\", "/")))))

    def read(self, name: str) -> bytes | None:
        """The bytes of a file that the model refers to, None where it did not come along; raises BadModel."""
        found = self.sibling(name)
        if found is None or self.archive is None:
            return None
        return self.archive.read(found, self.bounds.embedded_bytes)


def _joined(folder: str, name: str) -> str:
    """A path relative to a folder with `..` taken away where that stays inside the archive."""
    parts: list[str] = []
    for part in PurePosixPath(folder, name.lstrip("/")).parts:
        if part == ".." and parts:
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def damaged(code: str, message: str, place: str = "") -> BadModel:
    """The refusal of a file that does not hold what it should."""
    return BadModel(refusal(code, message, place, "Export the model again and upload the new file."))


def missing_file(name: str, place: str) -> Finding:
    """The refusal of a model without a file that it needs."""
    message = f"The model needs the file “{shown(name)}”, which did not come with it."
    fix = "Pack the model and all its files into one ZIP file, or export as one binary file (.glb)."
    return refusal("external_file", message, place, fix)
