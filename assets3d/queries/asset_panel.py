"""Everything that a merchant's page shows about a 3D model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assets3d.models import Asset, Conversion, Finding, Rendition, Revision
from assets3d.pipeline.posters.framing import Framing
from assets3d.queries.asset_state import AssetState, asset_state, with_latest_source
from assets3d.states import RenditionRole
from assets3d.storage import public_url


@dataclass(frozen=True)
class Poster:
    """One look of the model, as the viewer's template wants it. `variant` is "" for how the model opens."""

    variant: str
    small_url: str
    medium_url: str
    large_url: str

    @property
    def srcset(self) -> str:
        return f"{self.small_url} 256w, {self.medium_url} 512w, {self.large_url} 1024w"


@dataclass(frozen=True)
class PreviewModel:
    """The model file, as the viewer's template wants it."""

    url: str
    bytes: int
    framing: Framing | None


@dataclass(frozen=True)
class Preview:
    """What shoppers would see of a revision."""

    revision: Revision
    model: PreviewModel
    poster: Poster | None
    variants: tuple[Poster, ...]


@dataclass(frozen=True)
class Figure:
    """One figure of the file that was sent and of what shoppers load; None where it is not known."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class AssetPanel:
    """The page's content. `size_m` is width, height and depth in metres."""

    state: AssetState
    findings: tuple[Finding, ...]
    figures: tuple[Figure, ...]
    size_m: tuple[float, float, float] | None
    changes: tuple[dict[str, str], ...]
    preview: Preview | None
    revisions: tuple[Revision, ...]


def load_panel(asset_id: int, now: datetime) -> AssetPanel:
    """The content of the page of this asset, which must exist."""
    asset = with_latest_source(Asset.objects.filter(pk=asset_id)).get()
    state = asset_state(asset, now)
    revisions = tuple(asset.revisions.select_related("source"))
    report = _report(state.conversion)
    return AssetPanel(
        state=state,
        findings=tuple(state.conversion.findings.all()) if state.conversion else (),
        figures=_figures(report),
        size_m=_size(report),
        changes=tuple(report.get("changes", ())),
        preview=_preview(revisions[0]) if revisions else None,
        revisions=revisions,
    )


def _report(conversion: Conversion | None) -> dict[str, Any]:
    if conversion is None:
        return {}
    report: dict[str, Any] | None = Conversion.objects.values_list("report", flat=True).get(pk=conversion.pk)
    return report or {}


FIGURES = ("bytes", "triangles", "draw_calls", "images", "texture_pixels", "gpu_bytes")


def _figures(report: dict[str, Any]) -> tuple[Figure, ...]:
    before, after = report.get("source") or {}, report.get("result") or {}
    if not before:
        return ()
    return tuple(Figure(name, before.get(name), after.get(name)) for name in FIGURES)


def _size(report: dict[str, Any]) -> tuple[float, float, float] | None:
    size: Sequence[float | None] = ((report.get("source") or {}).get("bounds") or {}).get("size") or ()
    match size:
        case [float(width), float(height), float(depth)]:
            return width, height, depth
    return None


def _preview(revision: Revision) -> Preview | None:
    renditions = list(Rendition.objects.filter(conversion=revision.conversion_id))
    web = next((rendition for rendition in renditions if rendition.role == RenditionRole.WEB), None)
    if web is None:
        return None
    posters = _posters(renditions)
    return Preview(
        revision=revision,
        model=PreviewModel(url=public_url(web.key), bytes=web.bytes, framing=_framing(revision)),
        poster=posters.get(""),
        variants=tuple(poster for variant, poster in posters.items() if variant),
    )


def _framing(revision: Revision) -> Framing | None:
    framing = Conversion.objects.values_list("report__framing", flat=True).get(pk=revision.conversion_id)
    return Framing(framing["orbit"], framing["field_of_view_degrees"]) if framing else None


def _posters(renditions: Sequence[Rendition]) -> dict[str, Poster]:
    keys: dict[str, dict[str, str]] = {}
    for rendition in renditions:
        keys.setdefault(rendition.material_variant, {})[rendition.role] = rendition.key
    sizes = (RenditionRole.POSTER_256, RenditionRole.POSTER_512, RenditionRole.POSTER_1024)
    return {
        variant: Poster(variant, *(public_url(of[size]) for size in sizes))
        for variant, of in keys.items()
        if all(size in of for size in sizes)
    }
