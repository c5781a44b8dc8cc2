"""Prices and stock of many article numbers in one go. Each row is taken or refused by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import DataError, transaction

from catalog.errors import CatalogRefusal, LocationNotFound, OwnVariantNotFound, PriceRefused, StockRefused
from catalog.models import StockLocation, Variant
from catalog.money import Money
from catalog.services.adjust_stock import adjust_stock
from catalog.services.set_price import set_price
from catalog.states import StockReason


@dataclass(frozen=True)
class SkuPrice:
    """What the variant with this article number costs from now on."""

    sku: str
    price: Money
    compare_at: Money | None = None


@dataclass(frozen=True)
class SkuBooking:
    """`by` pieces more, or fewer when negative, at the named location; "" is the merchant's default one."""

    sku: str
    by: int
    reason: StockReason
    reference: str
    location: str = ""


@dataclass(frozen=True)
class Taken:
    """What became of a row: it is refused, or it is so now; `is_new` unless it was before."""

    refusal: CatalogRefusal | None = None
    is_new: bool = True


def price_skus(*, merchant_id: int, rows: Sequence[SkuPrice]) -> list[Taken]:
    """Set each price from now on, in the rows' order."""
    variants = _variants(merchant_id, [row.sku for row in rows])
    return [_taken(partial(_price, row, variants)) for row in rows]


def book_skus(*, merchant_id: int, rows: Sequence[SkuBooking], actor_id: int | None) -> list[Taken]:
    """Book each row, in their order; one whose reference was booked before for its reason is not booked again."""
    variants = _variants(merchant_id, [row.sku for row in rows])
    names = {row.location for row in rows if row.location}
    found = StockLocation.objects.filter(merchant=merchant_id, name__in=names).values_list("name", "pk")
    places: dict[str, int | None] = {"": None, **dict(found)}
    return [_taken(partial(_book, row, variants, places, actor_id)) for row in rows]


def set_own_price(*, variant: Variant, price: Money, compare_at: Money | None) -> None:
    """Let the variant cost this from now on. Raises PriceRefused."""
    try:
        set_price(variant_id=variant.pk, price=price, currency=price.currency, compare_at=compare_at)
    except ValueError as error:
        raise PriceRefused(str(error)) from error


def _taken(write: Callable[[], bool]) -> Taken:
    try:
        with transaction.atomic():
            return Taken(is_new=write())
    except CatalogRefusal as refusal:
        return Taken(refusal)


def _price(row: SkuPrice, variants: Mapping[str, Variant]) -> bool:
    set_own_price(variant=_of(row.sku, variants), price=row.price, compare_at=row.compare_at)
    return True


def _book(
    row: SkuBooking,
    variants: Mapping[str, Variant],
    places: Mapping[str, int | None],
    actor_id: int | None,
) -> bool:
    if row.location not in places:
        raise LocationNotFound(f"There is no place “{row.location}”.")
    try:
        return adjust_stock(
            variant_id=_of(row.sku, variants).pk,
            by=row.by,
            reason=row.reason,
            location_id=places[row.location],
            reference=row.reference,
            actor_id=actor_id,
        )
    except DataError as error:
        raise StockRefused("There cannot be so many.") from error


def _of(sku: str, variants: Mapping[str, Variant]) -> Variant:
    if sku not in variants:
        raise OwnVariantNotFound(f"There is no variant with the article number “{sku}”.")
    return variants[sku]


def _variants(merchant_id: int, skus: Sequence[str]) -> dict[str, Variant]:
    rows = Variant.objects.filter(merchant=merchant_id, sku__in=skus).order_by("pk")
    return {variant.sku: variant for variant in rows}
