"""Models written as USDZ and read back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pxr import Usd

from assets3d.pipeline.findings import Finding
from assets3d.pipeline.gltf.accessors import Arrays, read_accessors
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.usd.write import write_usdz


@dataclass(frozen=True)
class Written:
    """A USDZ file beside the glTF it was made from."""

    document: Document
    arrays: Arrays
    path: Path
    findings: tuple[Finding, ...]

    @property
    def stage(self) -> Usd.Stage:
        """The file as OpenUSD reads it."""
        return Usd.Stage.Open(str(self.path))

    @property
    def codes(self) -> list[str]:
        """The codes of the findings."""
        return [finding.code for finding in self.findings]


WriteModel = Callable[..., Written]


@pytest.fixture
def write_model(tmp_path: Path) -> WriteModel:
    """Write a GLB, given as bytes or as a path, as USDZ."""

    def write(glb: bytes | Path, variant: str | None = None, name: str = "model.usdz") -> Written:
        if isinstance(glb, bytes):
            source = tmp_path / f"{name}.glb"
            source.write_bytes(glb)
        else:
            source = glb
        document, _ = open_model(source, Bounds())
        arrays = read_accessors(document)
        findings = write_usdz(document, arrays, variant, tmp_path / name)
        return Written(document, arrays, tmp_path / name, findings)

    return write
