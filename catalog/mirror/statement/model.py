"""The published 3D model with its files and posters."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from assets3d.models import Rendition
from assets3d.states import RenditionRole
from catalog.mirror.rows import FileRow, FramingRow, ModelRow, PosterRow

MODEL = RenditionRole.WEB
POSTERS = (RenditionRole.POSTER_256, RenditionRole.POSTER_512, RenditionRole.POSTER_1024)
REVISION = "asset__published_revision"


def renditions() -> QuerySet[Rendition, Any]:
    return (
        Rendition.objects.filter(conversion=OuterRef(f"{REVISION}__conversion"))
        .order_by("role", "material_variant")
        .values(
            facts=JSONObject(
                role="role",
                material_variant="material_variant",
                key="key",
                bytes="bytes",
                sha256="sha256",
                content_type="content_type",
                triangles="triangles",
            )
        )
    )


def model_row(row: Mapping[str, Any]) -> ModelRow | None:
    renditions: Sequence[Mapping[str, Any]] = row["rendition_facts"]
    files = [FileRow(**rendition) for rendition in renditions if rendition["role"] not in POSTERS]
    model = next((file for file in files if file.role == MODEL and not file.material_variant), None)
    if model is None:
        return None
    return ModelRow(
        revision_id=str(row[f"{REVISION}__public_id"]),
        key=model.key,
        bytes=model.bytes,
        triangles=model.triangles or 0,
        bounds_m=_size(row["size"]),
        material_variants=tuple(row["material_variants"] or ()),
        posters=_posters(renditions),
        framing=_framing(row["framing"]),
        files=tuple(files),
    )


def _size(size: Sequence[float] | None) -> tuple[float, float, float] | None:
    if size is None:
        return None
    width, height, depth = size
    return width, height, depth


def _framing(framing: Mapping[str, Any] | None) -> FramingRow | None:
    return FramingRow(framing["orbit"], framing["field_of_view_degrees"]) if framing else None


def _posters(renditions: Iterable[Mapping[str, Any]]) -> dict[str, PosterRow]:
    """Posters by material variant, where all three sizes are there."""
    keys: dict[str, dict[str, str]] = {}
    for rendition in renditions:
        keys.setdefault(rendition["material_variant"], {})[rendition["role"]] = rendition["key"]
    return {
        material_variant: PosterRow(*(by_role[role] for role in POSTERS))
        for material_variant, by_role in keys.items()
        if by_role.keys() >= set(POSTERS)
    }
