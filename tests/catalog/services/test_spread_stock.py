"""Stock in buckets: what is free moves, what was promised stays, and every row keeps its ledger."""

import pytest
from django.db.models import Sum

from catalog.errors import StockRefused
from catalog.models import Stock, StockEntry, StockLocation, Variant
from catalog.services.adjust_stock import adjust_stock, adjust_stocks, transfer_stock
from catalog.services.spread_stock import BUCKETS, make_hot, sweep_buckets
from catalog.states import StockReason
from tests.factories.catalog import make_offer

pytestmark = pytest.mark.django_db


def hot_offer(on_hand: int) -> Variant:
    variant = make_offer(on_hand=on_hand)
    make_hot(stock_id=variant.stock.get().pk, is_hot=True)
    return variant


def rows_of(variant: Variant) -> list[tuple[int, int]]:
    """(on hand, allocated) of the row that is booked on and of each bucket; the ledger must say the same."""
    booked = StockEntry.objects.filter(stock__variant=variant).order_by().values("stock")
    sums = dict(booked.annotate(total=Sum("delta")).values_list("stock", "total"))
    rows = list(variant.stock.order_by("bucket"))
    assert [sums.get(row.pk, 0) for row in rows] == [row.on_hand for row in rows]
    return [(row.on_hand, row.allocated) for row in rows]


def promise(variant: Variant, *, bucket: int, quantity: int) -> None:
    variant.stock.filter(bucket=bucket).update(allocated=quantity)


def test_all_that_is_free_lies_in_buckets_as_evenly_as_it_goes() -> None:
    variant = hot_offer(20)

    assert rows_of(variant) == [(0, 0), *[(2, 0)] * 4, *[(1, 0)] * (BUCKETS - 4)]


def test_what_was_promised_before_stays_in_its_row() -> None:
    variant = make_offer(on_hand=19)
    promise(variant, bucket=0, quantity=3)

    make_hot(stock_id=variant.stock.get().pk, is_hot=True)

    assert rows_of(variant) == [(3, 3), *[(1, 0)] * BUCKETS]


def test_cooling_down_brings_home_what_is_free_and_later_what_is_given_back() -> None:
    variant = hot_offer(BUCKETS)
    promise(variant, bucket=7, quantity=1)

    make_hot(stock_id=variant.stock.get(bucket=0).pk, is_hot=False)

    assert rows_of(variant)[0] == (BUCKETS - 1, 0)
    assert rows_of(variant)[7] == (1, 1)
    promise(variant, bucket=7, quantity=0)
    assert sweep_buckets() == 1
    assert rows_of(variant) == [(BUCKETS, 0), *[(0, 0)] * BUCKETS]
    assert sweep_buckets() == 0


def test_sweeping_fills_buckets_that_were_sold_out() -> None:
    variant = hot_offer(BUCKETS * 2)
    promise(variant, bucket=1, quantity=2)

    sweep_buckets()

    assert rows_of(variant)[1] == (4, 2)
    assert sum(on_hand for on_hand, _ in rows_of(variant)) == BUCKETS * 2


@pytest.mark.parametrize("by", [-15, -1, 3])
def test_booking_looks_at_all_rows_of_the_place(by: int) -> None:
    variant = hot_offer(BUCKETS)
    promise(variant, bucket=3, quantity=1)

    assert adjust_stock(variant_id=variant.pk, by=by, reason=StockReason.COUNTED, reference="list 7")

    assert sum(on_hand for on_hand, _ in rows_of(variant)) == BUCKETS + by
    told = StockEntry.objects.get(reference="list 7")
    assert (told.delta, told.stock.bucket) == (by, 0)
    assert not adjust_stock(variant_id=variant.pk, by=by, reason=StockReason.COUNTED, reference="list 7")


def test_no_more_can_be_booked_away_than_is_free_in_all_rows() -> None:
    variant = hot_offer(BUCKETS)
    promise(variant, bucket=3, quantity=1)
    before = rows_of(variant)

    with pytest.raises(StockRefused, match="1 are promised"):
        adjust_stock(variant_id=variant.pk, by=-BUCKETS)

    assert rows_of(variant) == before


def test_several_are_booked_together_hot_or_not() -> None:
    hot, cold = hot_offer(BUCKETS), make_offer(on_hand=2)

    adjust_stocks(by={hot.pk: -BUCKETS, cold.pk: 5})

    assert {on_hand for on_hand, _ in rows_of(hot)} == {0}
    assert rows_of(cold) == [(7, 0)]


def test_pieces_are_carried_out_of_buckets() -> None:
    variant = hot_offer(BUCKETS)
    annexe = StockLocation.objects.create(merchant=variant.product.merchant, name="Annexe")
    home = variant.stock.get(bucket=0).location_id

    transfer_stock(variant_id=variant.pk, quantity=BUCKETS, from_location_id=home, to_location_id=annexe.pk)

    assert Stock.objects.get(location=annexe).on_hand == BUCKETS
    assert variant.stock.filter(location=home).aggregate(left=Sum("on_hand")) == {"left": 0}
