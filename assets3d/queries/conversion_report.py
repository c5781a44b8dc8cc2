"""The pipeline's record of a conversion, read for people. What an older record lacks is empty here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FIGURES = ("bytes", "triangles", "draw_calls", "images", "texture_pixels", "gpu_bytes")
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """One figure of the file that was sent and of what shoppers load; None where it is not known."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class BudgetLine:
    """One budget of a tier: `subject` is "bytes" or "triangles"; `reason` says why it is missed, where that is known."""

    subject: str
    limit: int
    actual: int
    reason: str

    @property
    def is_met(self) -> bool:
        return self.actual <= self.limit


@dataclass(frozen=True)
class TierLine:
    """One kind of file that was made. Of files made for each variant these are the largest's figures, and `files` their number."""

    role: str
    bytes: int
    triangles: int | None
    files: int
    budgets: tuple[BudgetLine, ...]


@dataclass(frozen=True)
class FidelityLine:
    """How close a tier looks to the file that was sent, over all views. `lost_views` are those that miss the target.

    holds: None where nothing was asked of the file yet."""

    tier: str
    views: int
    lost_views: int
    psnr_db: float | None
    ssim: float | None
    colour_error: float | None
    holds: bool | None


@dataclass(frozen=True)
class UnitNote:
    """In which unit the file was read: `basis` is "declared", "given", "guessed" or "format"."""

    unit: str
    basis: str
    reason: str


@dataclass(frozen=True)
class StageCost:
    """What one stage took: seconds, and at its peak bytes of memory, where that was measured."""

    stage: str
    seconds: float
    memory_bytes: int | None


@dataclass(frozen=True)
class ConversionReport:
    """All there is to tell. `size_m` is width, height and depth in metres."""

    figures: tuple[Figure, ...]
    size_m: tuple[float, float, float] | None
    unit: UnitNote | None
    changes: tuple[Mapping[str, str], ...]
    tiers: tuple[TierLine, ...]
    fidelity: tuple[FidelityLine, ...]
    costs: tuple[StageCost, ...]


def read_report(report: Record) -> ConversionReport:
    """The record for people; empty where there is none."""
    return ConversionReport(
        figures=_figures(report),
        size_m=_size(report),
        unit=_unit(report.get("unit")),
        changes=tuple(report.get("changes") or ()),
        tiers=_tiers(report),
        fidelity=tuple(_fidelity(line) for line in report.get("fidelity") or ()),
        costs=_costs(report),
    )


def _figures(report: Record) -> tuple[Figure, ...]:
    before, after = report.get("source") or {}, report.get("result") or {}
    if not before:
        return ()
    return tuple(Figure(name, before.get(name), after.get(name)) for name in FIGURES)


def _size(report: Record) -> tuple[float, float, float] | None:
    size: Sequence[float | None] = ((report.get("source") or {}).get("bounds") or {}).get("size") or ()
    match size:
        case [int() | float() as width, int() | float() as height, int() | float() as depth]:
            return float(width), float(height), float(depth)
    return None


def _unit(note: Record | None) -> UnitNote | None:
    if not note:
        return None
    return UnitNote(str(note.get("unit") or ""), str(note.get("basis") or ""), str(note.get("reason") or ""))


def _tiers(report: Record) -> tuple[TierLine, ...]:
    by_role: dict[str, list[Record]] = {}
    for tier in report.get("tiers") or ():
        if tier["role"] != "poster":
            by_role.setdefault(tier["role"], []).append(tier)
    return tuple(_tier(role, files, report) for role, files in by_role.items())


def _tier(role: str, files: Sequence[Record], report: Record) -> TierLine:
    largest = max(files, key=lambda file: int(file["bytes"]))
    lines = (line for line in report.get("budgets") or () if line["tier"] == role)
    return TierLine(
        role=role,
        bytes=largest["bytes"],
        triangles=largest.get("triangles"),
        files=len(files),
        budgets=tuple(
            BudgetLine(line["subject"], line["limit"], line["actual"], line.get("reason") or "")
            for line in lines
        ),
    )


def _fidelity(line: Record) -> FidelityLine:
    views = line.get("views")
    per_view = [view for view in views if isinstance(view, dict)] if isinstance(views, list) else []
    return FidelityLine(
        tier=str(line.get("tier") or ""),
        views=len(views) if isinstance(views, list) else int(views or 0),
        lost_views=sum(not view.get("holds", True) for view in per_view),
        psnr_db=line.get("psnr_db"),
        ssim=line.get("ssim"),
        colour_error=line.get("colour_error"),
        holds=line.get("holds"),
    )


def _costs(report: Record) -> tuple[StageCost, ...]:
    memory = report.get("memory") or {}
    return tuple(
        StageCost(stage, float(seconds or 0), memory.get(stage))
        for stage, seconds in (report.get("timing") or {}).items()
    )
