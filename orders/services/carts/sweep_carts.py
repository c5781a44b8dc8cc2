"""Forget carts that were left behind."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from orders.models import Cart

logger = logging.getLogger(__name__)

# As long as a browser keeps the cookie that opens one.
KEPT_FOR = timedelta(days=30)
BATCH = 500
MOST_BATCHES = 20


def sweep_carts(*, now: datetime) -> int:
    """Remove open carts that belong to nobody and that nobody touched for KEPT_FOR; how many that were.

    In short transactions of BATCH each, at most MOST_BATCHES in one go: what is left, the next ring takes. A cart that
    is being filled or ordered at the same moment is passed over.
    """
    swept = 0
    for _ in range(MOST_BATCHES):
        removed = _sweep_batch(now)
        swept += removed
        if removed < BATCH:
            break
    if swept:
        logger.info("carts_swept", extra={"count": swept})
    return swept


def _sweep_batch(now: datetime) -> int:
    with transaction.atomic():
        left = Cart.objects.open().filter(user=None, changed_at__lt=now - KEPT_FOR).order_by("changed_at")
        ids = list(left.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
        Cart.objects.filter(pk__in=ids).delete()
    return len(ids)
