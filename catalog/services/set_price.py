"""Say what a variant costs."""

from django.db import transaction

from catalog.jobs import ring_mirror_relay
from catalog.models import Price
from catalog.money import Money


def set_price(*, variant_id: int, price: Money | None, currency: str) -> None:
    """Let the variant cost `price` in `currency`, or nothing be said about it there.

    Raises ValueError for a negative price or one in another currency.
    """
    if price is not None and (price.minor < 0 or price.currency != currency):
        raise ValueError(f"{price} is not a price in {currency}.")
    with transaction.atomic():
        if price is None:
            Price.objects.filter(variant_id=variant_id, currency=currency).delete()
        else:
            Price.objects.update_or_create(
                variant_id=variant_id, currency=currency, defaults={"amount_minor": price.minor}
            )
        ring_mirror_relay()
