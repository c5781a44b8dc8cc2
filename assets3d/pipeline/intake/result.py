"""What taking a file in results in."""

from dataclasses import dataclass
from pathlib import Path

from assets3d.pipeline.findings import Finding
from assets3d.pipeline.intake.formats import SourceFormat
from assets3d.pipeline.intake.units import UnitChoice


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
