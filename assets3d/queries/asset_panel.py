"""Everything that a merchant's page shows about a 3D model."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assets3d.models import Asset, Conversion, Finding, Revision
from assets3d.queries.asset_state import (
    IMPROVING,
    AssetState,
    asset_state,
    improvement_of,
    with_latest_source,
)
from assets3d.queries.conversion_report import ConversionReport, read_report
from assets3d.queries.preview import Preview, load_preview
from assets3d.states import ConversionState


@dataclass(frozen=True)
class AssetPanel:
    """The page's content.

    `shown` is the revision that is previewed and told of: that of the latest upload, or while there is none the one
    before. `improvement` is the search for smaller files of it, None where it is over and what is shown came of it.
    """

    state: AssetState
    findings: tuple[Finding, ...]
    report: ConversionReport
    shown: Revision | None
    preview: Preview | None
    improvement: Conversion | None
    improvement_findings: tuple[Finding, ...]
    revisions: tuple[Revision, ...]

    @property
    def shows(self) -> str:
        return shows(self.state, self.improvement)


def load_panel(asset_id: int, now: datetime) -> AssetPanel:
    """The content of the page of this asset, which must exist."""
    asset = with_latest_source(Asset.objects.filter(pk=asset_id)).get()
    state = asset_state(asset, now)
    revisions = tuple(asset.revisions.select_related("source", "conversion").defer("conversion__report"))
    shown = state.revision or (revisions[0] if revisions else None)
    improvement = unfinished_improvement(state)
    told = state.revision.conversion if state.revision else state.conversion
    return AssetPanel(
        state=state,
        findings=tuple(told.findings.all()) if told else (),
        report=read_report(_report(shown.conversion_id if shown else None)),
        shown=shown,
        preview=load_preview(shown) if shown else None,
        improvement=improvement,
        improvement_findings=_reasons(improvement),
        revisions=revisions,
    )


def unfinished_improvement(state: AssetState) -> Conversion | None:
    """The search for smaller files of what is shown, unless what is shown came of it or of a newer one."""
    improvement = improvement_of(state)
    if improvement is None or improvement.state == ConversionState.DONE:
        return None
    return improvement


def is_improving(improvement: Conversion | None) -> bool:
    """Whether a smaller version will come without anybody doing anything."""
    return improvement is not None and improvement.state in IMPROVING


def shows(state: AssetState, improvement: Conversion | None) -> str:
    """Differs where the panel has to be fetched anew: what changes by the second is told without."""
    search = "" if improvement is None else "working" if is_improving(improvement) else improvement.state
    rows = (state.source, state.conversion, state.revision.conversion if state.revision else None)
    return " ".join((state.standing.value, *(str(row.pk) if row else "-" for row in rows), search)).strip()


def _reasons(improvement: Conversion | None) -> tuple[Finding, ...]:
    if improvement is None or improvement.state != ConversionState.REFUSED:
        return ()
    return tuple(improvement.findings.filter(severity="error"))


def _report(conversion_id: int | None) -> dict[str, Any]:
    if conversion_id is None:
        return {}
    report: dict[str, Any] | None = Conversion.objects.values_list("report", flat=True).get(pk=conversion_id)
    return report or {}
