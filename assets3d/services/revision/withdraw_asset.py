"""A merchant takes a model out of the shop. Its revisions stay, and orders keep what was shown."""

from django.db import transaction

from assets3d.models import Asset
from assets3d.signals import asset_published


def withdraw_asset(*, asset: Asset) -> None:
    """Publish no revision of this asset. Withdrawing what is not published changes nothing."""
    with transaction.atomic():
        moved = Asset.objects.filter(pk=asset.pk, published_revision__isnull=False).update(
            published_revision=None, published_at=None
        )
        if moved:
            asset_published.send(sender=Asset, asset_id=asset.pk)
    asset.refresh_from_db()
