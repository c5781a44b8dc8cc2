"""A merchant shows a finished revision in the shop, or goes back to an earlier one."""

from datetime import datetime

from django.db import transaction

from assets3d.errors import NotPublishable
from assets3d.models import Asset, Revision
from assets3d.signals import asset_published, asset_publishing
from assets3d.states import RenditionRole


def publish_asset(*, asset: Asset, revision: Revision, now: datetime) -> None:
    """Point the shop to this revision. Publishing what is published changes nothing.

    Raises NotPublishable when the revision is not one of this asset, has no model to show, or lacks what is
    sold of it.
    """
    if revision.asset_id != asset.pk:
        raise NotPublishable(f"{revision} belongs to another model.")
    if not revision.conversion.renditions.filter(role=RenditionRole.WEB).exists():
        raise NotPublishable(f"{revision} has no file to show.")
    with transaction.atomic():
        asset_publishing.send(sender=Asset, asset_id=asset.pk, revision_id=revision.pk)
        moved = (
            Asset.objects.filter(pk=asset.pk)
            .exclude(published_revision=revision)
            .update(published_revision=revision, published_at=now)
        )
        if moved:
            asset_published.send(sender=Asset, asset_id=asset.pk)
    asset.refresh_from_db()
