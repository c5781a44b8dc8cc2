"""Taking a file in and looking at what came of it."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PIL import Image

from assets3d.pipeline.gltf.accessors import Arrays, read_accessors
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.intake.bring_in import Intake, bring_in
from assets3d.pipeline.intake.units import Unit
from assets3d.pipeline.measure import measure
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.validator.run import ValidatorLimits, validate


@dataclass(frozen=True, eq=False)
class Taken:
    """A model that was taken in; `size` is width, height and depth in metres."""

    intake: Intake
    document: Document
    arrays: Arrays
    size: tuple[float, float, float]

    def attribute(self, name: str, mesh: int = 0, primitive: int = 0) -> NDArray[Any]:
        """The values of an attribute."""
        attributes = self.document.json["meshes"][mesh]["primitives"][primitive]["attributes"]
        return self.arrays[attributes[name]]

    def codes(self) -> list[str]:
        """The codes of all findings."""
        return [finding.code for finding in self.intake.findings]


def take(name: str, content: bytes, folder: Path, unit: Unit | None = None) -> Taken:
    """Take a file in; what comes out must be without validator errors."""
    source = folder / name
    source.write_bytes(content)
    intake = bring_in(source, folder / "work", format=None, unit=unit, bounds=Bounds())
    document, _ = open_model(intake.glb, Bounds())
    arrays = read_accessors(document)
    assert validate(intake.glb, ValidatorLimits()).errors == 0
    return Taken(intake, document, arrays, measure(document.json, arrays, [], 0).bounds.size)


def picture(colour: tuple[int, ...] = (200, 50, 20), kind: str = "PNG", mode: str = "RGB") -> bytes:
    """A small picture of one colour."""
    encoded = io.BytesIO()
    Image.new(mode, (8, 8), colour if mode != "L" else colour[0]).save(encoded, kind)
    return encoded.getvalue()
