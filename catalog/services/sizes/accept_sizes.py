"""Show a product in the size of its 3D model, although another is stated."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog.models import Product, SizeAcceptance
from catalog.queries import size_mismatches


def accept_sizes(*, product_id: int, actor: User, now: datetime) -> int:
    """Accept every difference in size that holds up the product now; return of how many variants.

    It holds for the revision that is published and the sizes that are stated. Raises Product.DoesNotExist.
    """
    with transaction.atomic():
        product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
        mismatches = size_mismatches(product)
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
    return len(mismatches)
