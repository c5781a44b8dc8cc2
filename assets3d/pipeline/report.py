"""The record of a conversion: written as `report.json`, read by whoever started it."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from assets3d.pipeline.findings import Finding, Severity
from assets3d.pipeline.measure import Box, Facts
from assets3d.pipeline.posters.framing import Framing

FILE_NAME = "report.json"
_VERSION = 2


class Outcome(StrEnum):
    """How a conversion ended: `refused` is about the model, `failed` about us."""

    CONVERTED = "converted"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class Tier:
    """One output file.

    role: "high", "web", "web-webp", "lite", "nano", "ar-glb", "ar-usdz" or "poster". path: relative to the report.
    material_variant: the variant that a poster or a USDZ shows, None for the model as it opens. width, height: pixels of a picture. triangles, textures: of a model.
    """

    role: str
    path: str
    bytes: int
    sha256: str
    content_type: str
    triangles: int | None = None
    textures: int | None = None
    material_variant: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Change:
    """One thing that was changed, and why, in the merchant's words."""

    subject: str
    what: str
    why: str


@dataclass(frozen=True)
class BudgetLine:
    """One budget of a tier: `subject` is "bytes" or "triangles"; `reason` says why it is missed."""

    tier: str
    subject: str
    limit: int
    actual: int
    reason: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the tier stays within this budget."""
        return self.actual <= self.limit


@dataclass(frozen=True)
class Closeness:
    """How close pictures are to those of the source: decibels, structural similarity, distance in OKLab times 100."""

    psnr_db: float
    ssim: float
    colour_error: float


@dataclass(frozen=True)
class ViewFidelity(Closeness):
    """One picture: which variant it shows, and whether it is a close-up."""

    material_variant: str | None
    is_close: bool


@dataclass(frozen=True)
class Fidelity(Closeness):
    """How close a tier looks to its source over all its views.

    No part of the model was measured in these views, but a search sees in them how far its aim is off and which of
    its tries to keep, so they judge less strictly than views that nothing has looked at.
    target: the least that was wanted, None where nothing was. holds: whether it is reached, None where nothing was
    wanted. compared_with: "source",
    or "reduced source" where the source itself is too heavy for a browser.
    """

    tier: str
    holds: bool | None
    compared_with: str
    views: tuple[ViewFidelity, ...]
    target: Closeness | None = None


@dataclass(frozen=True)
class UnitRecord:
    """In which unit lengths were read, on what basis ("declared", "given", "guessed" or "format"), and why."""

    unit: str
    basis: str
    reason: str


@dataclass(frozen=True)
class Report:
    """Everything there is to say about a conversion.

    source, result: figures before and after, None where the conversion did not get that far.
    framing: the camera of the posters, None where there are none.
    timing, memory: seconds, and bytes held at the peak, by stage; the only members that differ between two runs on
    the same file.
    """

    outcome: Outcome
    recipe: str
    recipe_version: int
    source_sha256: str = ""
    source: Facts | None = None
    result: Facts | None = None
    source_format: str = ""
    unit: UnitRecord | None = None
    variants: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    framing: Framing | None = None
    budgets: tuple[BudgetLine, ...] = ()
    fidelity: tuple[Fidelity, ...] = ()
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    timing: Mapping[str, float] = field(default_factory=dict)
    memory: Mapping[str, int] = field(default_factory=dict)

    def save(self, folder: Path) -> None:
        """Write `report.json` into a folder, whole or not at all."""
        record: dict[str, Any] = {"format": _VERSION, **dataclasses.asdict(self)}
        for line, budget in zip(record["budgets"], self.budgets, strict=True):
            line["is_met"] = budget.is_met
        unfinished = folder / f".{FILE_NAME}"
        unfinished.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        unfinished.replace(folder / FILE_NAME)

    @classmethod
    def load(cls, path: Path) -> "Report":
        """Read a report from its file or its folder; raises OSError or ValueError when there is none to read."""
        record = json.loads((path / FILE_NAME if path.is_dir() else path).read_text(encoding="utf-8"))
        if record.get("format") != _VERSION:
            raise ValueError(f"{path} is a report of format {record.get('format')}, not {_VERSION}")
        return cls(
            outcome=Outcome(record["outcome"]),
            recipe=record["recipe"],
            recipe_version=record["recipe_version"],
            source_sha256=record["source_sha256"],
            source=_facts(record["source"]),
            result=_facts(record["result"]),
            source_format=record["source_format"],
            unit=UnitRecord(**record["unit"]) if record["unit"] else None,
            variants=tuple(record["variants"]),
            tiers=tuple(Tier(**tier) for tier in record["tiers"]),
            framing=_framing(record["framing"]),
            budgets=tuple(_budget(line) for line in record["budgets"]),
            changes=tuple(Change(**change) for change in record["changes"]),
            findings=tuple(_finding(finding) for finding in record["findings"]),
            fidelity=tuple(_fidelity(line) for line in record["fidelity"]),
            timing=record["timing"],
            memory=record["memory"],
        )


def _facts(record: dict[str, Any] | None) -> Facts | None:
    if record is None:
        return None
    corners = {name: tuple(corner) for name, corner in record.pop("bounds").items()}
    return Facts(**record, bounds=Box(**corners))


def _framing(record: dict[str, Any] | None) -> Framing | None:
    if record is None:
        return None
    return Framing(str(record["orbit"]), float(record["field_of_view_degrees"]))


def _fidelity(record: dict[str, Any]) -> Fidelity:
    views = tuple(ViewFidelity(**view) for view in record["views"])
    target = Closeness(**record["target"]) if record["target"] else None
    return Fidelity(**{**record, "views": views, "target": target})


def _budget(record: dict[str, Any]) -> BudgetLine:
    record.pop("is_met")
    return BudgetLine(**record)


def _finding(record: dict[str, Any]) -> Finding:
    return Finding(**{**record, "severity": Severity(record["severity"])})
