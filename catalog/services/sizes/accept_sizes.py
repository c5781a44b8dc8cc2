"""Show products in the size of their 3D model, although another is stated."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from assets3d.errors import SizesDiffer
from assets3d.models import Revision
from catalog.models import Product, SizeAcceptance
from catalog.queries import SizeMismatch, size_mismatches
from catalog.states import ProductState


def accept_sizes(*, product_id: int, actor: User, now: datetime) -> int:
    """Accept every difference in size that holds up the product now; return of how many variants.

    It holds for the revision that is published and the sizes that are stated. Raises Product.DoesNotExist.
    """
    with transaction.atomic():
        product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
        mismatches = size_mismatches(product)
        _accept(mismatches, actor, now)
    return len(mismatches)


def require_sizes(*, revision: Revision, accepted_by: User | None, now: datetime) -> None:
    """Let a revision take the place of another in the shop only in the size in which it is sold, or on somebody's word.

    Raises SizesDiffer, inside the caller's transaction.
    """
    sold = Product.objects.filter(asset=revision.asset_id, state=ProductState.PUBLISHED).order_by("pk")
    products = list(sold.select_for_update(no_key=True, of=("self",)).select_related("category"))
    mismatches = [mismatch for product in products for mismatch in size_mismatches(product, revision)]
    if mismatches and accepted_by is None:
        raise SizesDiffer([mismatch.sentence for mismatch in mismatches])
    if accepted_by is not None:
        _accept(mismatches, accepted_by, now)


def _accept(mismatches: Iterable[SizeMismatch], actor: User, now: datetime) -> None:
    for mismatch in mismatches:
        stated = mismatch.variant.stated_size
        SizeAcceptance.objects.update_or_create(
            variant=mismatch.variant,
            revision=mismatch.revision,
            defaults={
                "width_mm": stated.width,
                "depth_mm": stated.depth,
                "height_mm": stated.height,
                "accepted_by": actor,
                "accepted_at": now,
            },
        )
