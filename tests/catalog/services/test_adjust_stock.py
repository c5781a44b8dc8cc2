"""Booking stock in and out."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.models import F, Sum

from catalog.errors import StockRefused
from catalog.models import Stock, StockEntry, StockLocation, Variant
from catalog.services.adjust_stock import adjust_stock, transfer_stock
from catalog.states import StockReason
from tests.factories.accounts import MerchantFactory
from tests.factories.catalog import StockFactory, VariantFactory, make_offer
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db


def test_adjust_stock_adds_the_difference() -> None:
    variant = make_offer(on_hand=10)

    adjust_stock(variant_id=variant.pk, by=5)
    adjust_stock(variant_id=variant.pk, by=-12)

    assert Stock.objects.get().on_hand == 3


def test_adjust_stock_begins_with_nothing() -> None:
    variant = VariantFactory()

    adjust_stock(variant_id=variant.pk, by=2)

    assert Stock.objects.get(variant=variant).on_hand == 2


@pytest.mark.parametrize("by", [-6, -11])
def test_adjust_stock_leaves_what_is_promised(by: int) -> None:
    variant = make_offer(on_hand=10)
    Stock.objects.update(allocated=5)

    with pytest.raises(StockRefused, match="5 are promised"):
        adjust_stock(variant_id=variant.pk, by=by)

    assert Stock.objects.get().on_hand == 10


def second_place(variant: Variant) -> StockLocation:
    return StockLocation.objects.create(merchant=variant.product.merchant, name="Annexe")


def booked(stock: Stock) -> list[tuple[int, str, str]]:
    return list(stock.entries.order_by("pk").values_list("delta", "reason", "reference"))


def test_stock_lies_at_the_default_location_of_its_merchant() -> None:
    variant = make_offer()

    location = Stock.objects.get().location
    assert (location.merchant, location.is_default) == (variant.product.merchant, True)


def test_stock_at_the_location_of_another_merchant_is_refused() -> None:
    foreign = StockLocation.objects.create(merchant=MerchantFactory(), name="Elsewhere")

    with pytest.raises(IntegrityError, match="another merchant"), transaction.atomic():
        StockFactory(location=foreign)

    assert not Stock.objects.exists()


def test_ledger_tells_why() -> None:
    variant = make_offer(on_hand=10)

    adjust_stock(variant_id=variant.pk, by=5, reason=StockReason.RECEIVED, reference="note 7", actor_id=3)
    Stock.objects.update(on_hand=F("on_hand") - 1)

    assert booked(Stock.objects.get()) == [
        (10, "correction", ""),
        (5, "received", "note 7"),
        (-1, "correction", ""),
    ]
    assert StockEntry.objects.get(reference="note 7").actor_id == 3


def test_reference_is_booked_once_for_a_reason() -> None:
    variant = make_offer(on_hand=0)

    answers = [
        adjust_stock(variant_id=variant.pk, by=5, reason=reason, reference="note 7")
        for reason in (StockReason.RECEIVED, StockReason.RECEIVED, StockReason.RETURNED)
    ]

    assert (answers, Stock.objects.get().on_hand) == ([True, False, True], 10)


@pytest.mark.django_db(transaction=True)
def test_reference_booked_by_several_at_once_is_booked_once() -> None:
    variant = VariantFactory()

    answers = side_by_side(
        [lambda: adjust_stock(variant_id=variant.pk, by=5, reason=StockReason.RECEIVED, reference="note 7")]
        * 4
    )

    assert sorted(answers) == [False, False, False, True]
    assert booked(Stock.objects.get()) == [(5, "received", "note 7")]


REWRITES: dict[str, Callable[[Stock], object]] = {
    "changed": lambda stock: StockEntry.objects.update(delta=1),
    "deleted": lambda stock: StockEntry.objects.all().delete(),
    "added": lambda stock: StockEntry.objects.create(stock=stock, delta=1, reason="counted"),
}


@pytest.mark.parametrize("rewrite", REWRITES.values(), ids=REWRITES)
def test_ledger_is_written_by_the_stock_alone(rewrite: Callable[[Stock], object]) -> None:
    make_offer(on_hand=10)
    stock = Stock.objects.get()

    with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        rewrite(stock)

    assert booked(stock) == [(10, "correction", "")]


def test_deleted_stock_is_booked_out() -> None:
    make_offer(on_hand=10)

    Stock.objects.all().delete()

    assert StockEntry.objects.aggregate(total=Sum("delta"))["total"] == 0


def test_transfer_moves_what_is_free() -> None:
    variant = make_offer(on_hand=10)
    home, annexe = Stock.objects.get().location, second_place(variant)

    transfer_stock(variant_id=variant.pk, quantity=4, from_location_id=home.pk, to_location_id=annexe.pk)

    here, there = Stock.objects.order_by("pk")
    assert (here.on_hand, there.on_hand) == (6, 4)
    assert (booked(here)[-1], booked(there)) == ((-4, "moved", ""), [(4, "moved", "")])


@pytest.mark.parametrize("quantity", [0, -1, 6])
def test_transfer_refuses_more_than_is_free_and_changes_nothing(quantity: int) -> None:
    variant = make_offer(on_hand=10)
    Stock.objects.update(allocated=5)
    home, annexe = Stock.objects.get().location, second_place(variant)

    with pytest.raises(StockRefused):
        transfer_stock(
            variant_id=variant.pk, quantity=quantity, from_location_id=home.pk, to_location_id=annexe.pk
        )

    assert list(Stock.objects.values_list("on_hand", "allocated")) == [(10, 5)]
