"""Say what a variant costs from now on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q, Value
from django.db.models.functions import Now

from catalog.jobs import ring_mirror_relay
from catalog.models import Price, Product
from catalog.models.prices import span
from catalog.money import Money


def set_price(
    *, variant_id: int, price: Money | None, currency: str, compare_at: Money | None = None
) -> None:
    """Let the variant cost `price` instead of `compare_at` from now on, as long as its price of now would have held.

    A sale that is scheduled stays, and where the price of now goes on behind it, it does so at `price`. Without a
    `price` the variant costs nothing that could be told, neither now nor later. Raises ValueError for a negative
    price, one in another currency, or one that is not below `compare_at`.
    """
    require_price(price, compare_at, currency)
    with transaction.atomic():
        lock_prices(variant_id)
        if price is None:
            _take_away(variant_id, currency)
        else:
            _begin(variant_id, price, compare_at.minor if compare_at else None)
        ring_mirror_relay()


@dataclass(frozen=True)
class NewPrice:
    """What something is to cost, and from what it is reduced."""

    price: Money
    compare_at: Money | None = None


def set_prices(*, product_id: int, prices: Mapping[int, NewPrice], currency: str) -> None:
    """As `set_price` for several variants of one product, by their keys; those without any price yet in one statement.

    Raises ValueError, and nothing is changed, when one of the prices cannot be.
    """
    for new in prices.values():
        require_price(new.price, new.compare_at, currency)
    with transaction.atomic():
        Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
        known = Price.objects.filter(variant__in=prices, currency=currency)
        priced = set(
            known.exclude(valid__upper_inf=False, valid__endswith__lte=Now()).values_list(
                "variant", flat=True
            )
        )
        begin_prices(prices={key: new for key, new in prices.items() if key not in priced})
        for variant_id in sorted(priced):
            new = prices[variant_id]
            _begin(variant_id, new.price, new.compare_at.minor if new.compare_at else None)
        ring_mirror_relay()


def begin_prices(*, prices: Mapping[int, NewPrice]) -> None:
    """The first price of each of these variants, which have none, from now on. In the caller's transaction.

    Raises ValueError when one cannot be.
    """
    for new in prices.values():
        require_price(new.price, new.compare_at, new.price.currency)
    Price.objects.bulk_create(
        Price(
            variant_id=variant_id,
            currency=new.price.currency,
            valid=span(Now(), Value(None)),
            amount_minor=new.price.minor,
            compare_at_minor=new.compare_at.minor if new.compare_at else None,
        )
        for variant_id, new in prices.items()
    )


def require_price(price: Money | None, compare_at: Money | None, currency: str) -> None:
    """Raise ValueError unless this is a price that something can have."""
    if price is None:
        return
    if price.minor < 0 or price.currency != currency:
        raise ValueError(f"{price} is not a price in {currency}.")
    if compare_at is not None and (compare_at.currency != currency or compare_at.minor <= price.minor):
        raise ValueError(f"{price} is not less than {compare_at}.")


def lock_prices(variant_id: int) -> None:
    """Let whoever changes prices of this product take turns. Its row, because every price touches it in the end."""
    Product.objects.select_for_update(no_key=True).filter(variants=variant_id).order_by().first()


def _take_away(variant_id: int, currency: str) -> None:
    """What was charged until now is kept by the database."""
    is_over = Q(valid__upper_inf=False, valid__endswith__lte=Now())
    Price.objects.filter(~is_over, variant_id=variant_id, currency=currency).delete()


def _begin(variant_id: int, price: Money, compare_at_minor: int | None) -> None:
    prices = Price.objects.filter(variant_id=variant_id, currency=price.currency)
    later = prices.filter(valid__startswith__gt=Now())
    amounts = {"amount_minor": price.minor, "compare_at_minor": compare_at_minor}
    was = prices.current(price.currency).values("amount_minor", "compare_at_minor").first()
    if was is None:
        ends_at: datetime | None = later.aggregate(first=Min("valid__startswith"))["first"]
        Price.objects.create(
            variant_id=variant_id, currency=price.currency, valid=span(Now(), Value(ends_at)), **amounts
        )
        return
    prices.current(price.currency).update(**amounts)
    if was["compare_at_minor"] is None:
        later.filter(**was).update(**amounts)
