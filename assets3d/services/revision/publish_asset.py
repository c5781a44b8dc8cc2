"""A merchant shows a finished revision in the shop, or goes back to an earlier one."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from assets3d.errors import NotPublishable
from assets3d.models import Asset, Revision
from assets3d.signals import asset_published, asset_publishing
from assets3d.states import RenditionRole


def publish_asset(
    *, asset: Asset, revision: Revision, now: datetime, size_accepted_by: User | None = None
) -> None:
    """Point the shop to this revision. Publishing what is published changes nothing.

    size_accepted_by: who says that it is right although what is sold of it is stated in another size. Raises
    NotPublishable when the revision is not one of this asset or has no model to show, LooksMissing when it lacks what
    is sold of it, SizesDiffer when it has another size and nobody says so.
    """
    if revision.asset_id != asset.pk:
        raise NotPublishable(f"{revision} belongs to another model.")
    if not revision.conversion.renditions.filter(role=RenditionRole.WEB).exists():
        raise NotPublishable(f"{revision} has no file to show.")
    with transaction.atomic():
        asset_publishing.send(
            sender=Asset,
            asset_id=asset.pk,
            revision_id=revision.pk,
            now=now,
            size_accepted_by=size_accepted_by,
        )
        moved = (
            Asset.objects.filter(pk=asset.pk)
            .exclude(published_revision=revision)
            .update(published_revision=revision, published_at=now)
        )
        if moved:
            asset_published.send(sender=Asset, asset_id=asset.pk)
    asset.refresh_from_db()
