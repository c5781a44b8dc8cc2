"""What the catalogue does when news comes from the left."""

from datetime import datetime

from django.dispatch import receiver

from accounts.models import User
from assets3d.errors import LooksMissing
from assets3d.models import Revision
from assets3d.signals import asset_published, asset_publishing, file_arrived
from catalog.jobs import ring_mirror_relay
from catalog.queries import reasons_against_revision
from catalog.services.media.add_media import INCOMING_PICTURES
from catalog.services.moving.start_import import INCOMING_LISTS
from catalog.services.sizes.accept_sizes import require_sizes


@receiver(asset_published, dispatch_uid="catalog.mirror_follows_asset")
def mirror_follows_asset(sender: object, *, asset_id: int, **_later: object) -> None:
    """Ring for the products of the asset; a trigger on it has touched them in the same transaction."""
    ring_mirror_relay()


@receiver(asset_publishing, dispatch_uid="catalog.what_is_sold_stays")
def what_is_sold_stays(
    sender: object, *, revision_id: int, now: datetime, size_accepted_by: User | None, **_later: object
) -> None:
    """Raise LooksMissing when something on sale would lose its look, SizesDiffer when its size would be another."""
    revision = Revision.objects.select_related("conversion").get(pk=revision_id)
    reasons = reasons_against_revision(revision)
    if reasons:
        raise LooksMissing(reasons)
    require_sizes(revision=revision, accepted_by=size_accepted_by, now=now)


@receiver(file_arrived, dispatch_uid="catalog.keeps_lists_and_pictures")
def keeps_lists_and_pictures(sender: object, *, key: str, **_later: object) -> bool:
    """Whether that is where this app alone puts files, which it does before the row of a list or a picture is written."""
    return key.startswith((INCOMING_LISTS, INCOMING_PICTURES))
