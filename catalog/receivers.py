"""What the catalogue does when news comes from the left."""

from django.dispatch import receiver

from assets3d.signals import asset_published
from catalog.jobs import ring_mirror_relay


@receiver(asset_published, dispatch_uid="catalog.mirror_follows_asset")
def mirror_follows_asset(sender: object, *, asset_id: int, **_later: object) -> None:
    """Ring for the products of the asset; a trigger on it has touched them in the same transaction."""
    ring_mirror_relay()
