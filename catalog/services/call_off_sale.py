"""Let a sale not happen, or end at once."""

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models.functions import Now

from catalog.errors import SaleNotFound
from catalog.jobs import ring_mirror_relay
from catalog.models import Price
from catalog.services.set_price import lock_prices


def call_off_sale(*, variant_id: int, price_id: int) -> None:
    """Let the variant cost during this sale, or during what is left of it, what it costs otherwise.

    SaleNotFound, and nothing changed, when this is no reduced price of the variant, or is over.
    """
    with transaction.atomic():
        lock_prices(variant_id)
        sale = Price.objects.reduced().filter(pk=price_id, variant_id=variant_id).first()
        if sale is None:
            raise SaleNotFound("This sale is over or was called off.")
        _close(sale)
        ring_mirror_relay()


def _close(sale: Price) -> None:
    """The regular price of before, or else that of afterwards, takes the time of the sale, in one row with it."""
    regular = Price.objects.filter(
        variant_id=sale.variant_id, currency=sale.currency, compare_at_minor__isnull=True
    )
    before = regular.filter(valid__endswith=sale.valid.lower, valid__endswith__gt=Now()).first()
    after = regular.filter(valid__startswith=sale.valid.upper).first() if sale.valid.upper else None
    amount = (before or after or sale).amount_minor if before or after else sale.compare_at_minor
    until = sale.valid.upper
    if after is not None and after.amount_minor == amount:
        until = after.valid.upper
        after.delete()
    if before is None:
        # What was reduced until now is kept by the database, and the row begins now.
        Price.objects.filter(pk=sale.pk).update(
            amount_minor=amount, compare_at_minor=None, valid=DateTimeTZRange(sale.valid.lower, until)
        )
        return
    sale.delete()
    Price.objects.filter(pk=before.pk).update(valid=DateTimeTZRange(before.valid.lower, until))
