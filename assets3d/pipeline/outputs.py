"""A conversion's files and what the report says of them."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from assets3d.pipeline.explain import budget_reason
from assets3d.pipeline.fidelity.metrics import Distance
from assets3d.pipeline.findings import Finding
from assets3d.pipeline.posters.looks import Look
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.report import BudgetLine, Closeness, Fidelity, Tier, ViewFidelity
from assets3d.pipeline.tiers.ladder import Looks
from assets3d.pipeline.tiers.make import Made
from assets3d.pipeline.tiers.plans import USDZ_BUDGET
from assets3d.pipeline.usd.apart import write_usdz_apart

GLB, USDZ = "model/gltf-binary", "model/vnd.usdz+zip"
_USDZ_FOLDER = "ar"


@dataclass(frozen=True)
class UsdzFiles:
    """USDZ of every variant, and what the format cannot show."""

    tiers: tuple[Tier, ...]
    findings: tuple[Finding, ...]


def glb_tier(made: Made) -> Tier:
    """The record of a GLB tier."""
    return Tier(
        role=made.plan.role,
        path=made.plan.file_name,
        bytes=len(made.glb),
        sha256=sha256(made.glb).hexdigest(),
        content_type=GLB,
        triangles=made.triangles,
        textures=len(made.images),
    )


def write_usdz_files(
    plain: Path, looks: Sequence[Look], out_dir: Path, kept: Path | None, bounds: Bounds
) -> UsdzFiles:
    """One USDZ for each look of a plain tier, a GLB; variants that look the same share it.

    kept: a merchant's own, which stays as it is. Raises Defect for a file that OpenUSD's validators find wrong.
    """
    if kept is not None:
        shutil.copyfile(kept, out_dir / "ar.usdz")
        return UsdzFiles((_usdz_tier(out_dir, "ar.usdz", None),), ())
    (out_dir / _USDZ_FOLDER).mkdir(exist_ok=True)
    shown_in = {
        "ar.usdz" if None in look else f"{_USDZ_FOLDER}/variant-{number}.usdz": look
        for number, look in enumerate(looks)
    }
    findings = write_usdz_apart(plain, {name: look[0] for name, look in shown_in.items()}, out_dir, bounds)
    tiers = [_usdz_tier(out_dir, name, variant) for name, look in shown_in.items() for variant in look]
    return UsdzFiles(tuple(tiers), findings)


def _usdz_tier(out_dir: Path, name: str, variant: str | None) -> Tier:
    content = (out_dir / name).read_bytes()
    return Tier("ar-usdz", name, len(content), sha256(content).hexdigest(), USDZ, material_variant=variant)


def budget_lines(tiers: Sequence[Made], usdz: Sequence[Tier]) -> Iterator[BudgetLine]:
    """How every tier stands against its budgets."""
    for made in tiers:
        role, budget = made.plan.role, made.plan.budget
        yield _line(role, "bytes", budget.bytes, len(made.glb))
        if budget.triangles is not None:
            yield _line(role, "triangles", budget.triangles, made.triangles)
    if usdz:
        yield _line("ar-usdz", "bytes", USDZ_BUDGET.bytes, max(tier.bytes for tier in usdz))


def _line(role: str, subject: str, limit: int, actual: int) -> BudgetLine:
    reason = budget_reason(role, subject) if actual > limit else ""
    return BudgetLine(role, subject, limit, actual, reason)


def fidelity_record(looks: Looks) -> Fidelity:
    """What the report says of how a tier looks."""
    seen = looks.apart.pooled
    target = _closeness(looks.usual.pooled) if looks.usual is not None else None
    views = tuple(
        ViewFidelity(
            **vars(_closeness(distance)), material_variant=visit.shot.variant, is_close=visit.is_close
        )
        for visit, distance in zip(looks.reference.visits, looks.apart.each, strict=True)
    )
    return Fidelity(
        **vars(_closeness(seen)),
        tier=looks.tier,
        holds=_holds(looks),
        compared_with="reduced source" if looks.has_stand_in else "source",
        views=views,
        target=target,
    )


def _holds(looks: Looks) -> bool | None:
    return None if looks.target is None else looks.target.is_met_by(looks.apart)


def _closeness(distance: Distance) -> Closeness:
    return Closeness(round(distance.psnr_db, 2), round(distance.ssim, 5), round(distance.colour_error, 4))
