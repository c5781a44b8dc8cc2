"""Where an asset stands, read from its latest upload."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from assets3d.models import Asset, Conversion, Rendition, Revision, Source
from assets3d.states import SEARCHED, ConversionState, RenditionRole, SourceState

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
IMPROVING = frozenset({ConversionState.QUEUED, ConversionState.RUNNING, ConversionState.SUPERSEDED})
_OF_CONVERSION = {
    ConversionState.QUEUED: Standing.WAITING,
    ConversionState.RUNNING: Standing.CONVERTING,
    ConversionState.REFUSED: Standing.REFUSED,
    ConversionState.DEAD: Standing.DEAD,
    ConversionState.DONE: Standing.READY,
    # For as long as it takes to put the next one in line.
    ConversionState.SUPERSEDED: Standing.WAITING,
}


@dataclass(frozen=True)
class AssetState:
    """How far the latest upload of an asset is. `stage` and `percent` count while it is converted.

    `revision` is what came of the upload in the unit that is chosen.
    """

    standing: Standing
    source: Source | None
    conversion: Conversion | None
    revision: Revision | None = None

    @property
    def stage(self) -> str:
        return self.conversion.stage if self.conversion else ""

    @property
    def percent(self) -> int:
        return self.conversion.percent if self.conversion else 0

    @property
    def is_working(self) -> bool:
        """Whether something will change without anybody doing anything."""
        return self.standing in WORKING


def with_latest_source(assets: QuerySet[Asset]) -> QuerySet[Asset]:
    """The assets with what `asset_state` and lists read, in a fixed number of queries."""
    renditions = Rendition.objects.filter(role__in=LISTED_ROLES, material_variant="")
    revisions = (
        Revision.objects.select_related("conversion")
        .defer("conversion__report")
        .prefetch_related(Prefetch("conversion__renditions", renditions, to_attr="listed_renditions"))
    )
    latest = (
        Source.objects.order_by("asset_id", "-created_at", "-pk")
        .distinct("asset_id")
        .select_related("conversion")
        .defer("conversion__report")
        .prefetch_related(Prefetch("revisions", revisions, to_attr="own_revisions"))
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
    standing, revision = _OF_CONVERSION[ConversionState(conversion.state)], _revision(source)
    if standing is Standing.READY and revision and asset.published_revision_id == revision.pk:
        standing = Standing.PUBLISHED
    return AssetState(standing, source, conversion, revision)


def improvement_of(state: AssetState) -> Conversion | None:
    """The newest search for smaller files of what the latest upload shows, wherever that stands."""
    if state.conversion is None or state.revision is None:
        return None
    searches = Conversion.objects.filter(
        recipe=SEARCHED, source_sha256=state.conversion.source_sha256, unit=state.conversion.unit
    )
    return searches.defer("report").order_by("-recipe_version").first()


def listed_rendition(state: AssetState, role: RenditionRole) -> Rendition | None:
    """The file of the latest upload with this role, one of LISTED_ROLES, if it is converted."""
    if state.revision is None:
        return None
    renditions: list[Rendition] = getattr(state.revision.conversion, "listed_renditions")  # noqa: B009  # as above
    return next((rendition for rendition in renditions if rendition.role == role), None)


def _revision(source: Source) -> Revision | None:
    revisions: list[Revision] = getattr(source, "own_revisions")  # noqa: B009  # as above
    return next((revision for revision in revisions if revision.unit == source.unit), None)
