"""What the catalogue does when news comes from the left."""

from django.dispatch import receiver

from assets3d.errors import LooksMissing
from assets3d.models import Revision
from assets3d.signals import asset_published, asset_publishing
from catalog.jobs import ring_mirror_relay
from catalog.queries import reasons_against_revision


@receiver(asset_published, dispatch_uid="catalog.mirror_follows_asset")
def mirror_follows_asset(sender: object, *, asset_id: int, **_later: object) -> None:
    """Ring for the products of the asset; a trigger on it has touched them in the same transaction."""
    ring_mirror_relay()


@receiver(asset_publishing, dispatch_uid="catalog.sold_looks_stay")
def sold_looks_stay(sender: object, *, revision_id: int, **_later: object) -> None:
    """Raise LooksMissing when something on sale would lose its look."""
    revision = Revision.objects.select_related("conversion").get(pk=revision_id)
    reasons = reasons_against_revision(revision)
    if reasons:
        raise LooksMissing(reasons)
