"""Where an asset stands, read from its latest upload."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from assets3d.models import Asset, Conversion, Rendition, Source
from assets3d.states import ConversionState, RenditionRole, SourceState

LISTED_ROLES = (RenditionRole.WEB, RenditionRole.POSTER_256)


class Standing(enum.Enum):
    """Where an asset stands."""

    EMPTY = "empty"
    UPLOADING = "uploading"
    LOST = "lost"
    REJECTED = "rejected"
    WAITING = "waiting"
    CONVERTING = "converting"
    REFUSED = "refused"
    DEAD = "dead"
    READY = "ready"
    PUBLISHED = "published"


WORKING = frozenset({Standing.UPLOADING, Standing.WAITING, Standing.CONVERTING})
_OF_CONVERSION = {
    ConversionState.QUEUED: Standing.WAITING,
    ConversionState.RUNNING: Standing.CONVERTING,
    ConversionState.REFUSED: Standing.REFUSED,
    ConversionState.DEAD: Standing.DEAD,
    ConversionState.DONE: Standing.READY,
}


@dataclass(frozen=True)
class AssetState:
    """How far the latest upload of an asset is. `stage` and `percent` count while it is converted."""

    standing: Standing
    source: Source | None
    conversion: Conversion | None
    stage: str = ""
    percent: int = 0

    @property
    def is_working(self) -> bool:
        """Whether something will change without anybody doing anything."""
        return self.standing in WORKING


def with_latest_source(assets: QuerySet[Asset]) -> QuerySet[Asset]:
    """The assets with what `asset_state` and lists read, in a fixed number of queries."""
    renditions = Rendition.objects.filter(role__in=LISTED_ROLES, material_variant="")
    latest = (
        Source.objects.order_by("asset_id", "-created_at", "-pk")
        .distinct("asset_id")
        .select_related("conversion")
        .defer("conversion__report")
        .prefetch_related(Prefetch("conversion__renditions", renditions, to_attr="listed_renditions"))
    )
    return assets.prefetch_related(Prefetch("sources", latest, to_attr="latest_sources")).select_related(
        "merchant", "published_revision"
    )


def asset_state(asset: Asset, now: datetime) -> AssetState:
    """Where an asset out of `with_latest_source` stands."""
    sources: list[Source] = getattr(asset, "latest_sources")  # noqa: B009  # set by the prefetch, unknown to types
    if not sources:
        return AssetState(Standing.EMPTY, None, None)
    source, conversion = sources[0], sources[0].conversion
    if source.state == SourceState.REJECTED:
        return AssetState(Standing.REJECTED, source, None)
    if conversion is None:
        patience = timedelta(seconds=settings.ASSETS3D_UPLOAD_PATIENCE_SECONDS)
        is_expected = now - source.created_at <= patience
        return AssetState(Standing.UPLOADING if is_expected else Standing.LOST, source, None)
    standing = _OF_CONVERSION[ConversionState(conversion.state)]
    published = asset.published_revision
    if standing is Standing.READY and published is not None and published.source_id == source.pk:
        standing = Standing.PUBLISHED
    return AssetState(standing, source, conversion, conversion.stage, conversion.percent)


def listed_rendition(state: AssetState, role: RenditionRole) -> Rendition | None:
    """The file of the latest upload with this role, one of LISTED_ROLES, if it is converted."""
    if state.conversion is None:
        return None
    renditions: list[Rendition] = getattr(state.conversion, "listed_renditions")  # noqa: B009  # as above
    return next((rendition for rendition in renditions if rendition.role == role), None)
