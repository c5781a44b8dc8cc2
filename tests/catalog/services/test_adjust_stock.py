"""Booking stock in and out."""

import pytest

from catalog.errors import StockRefused
from catalog.models import Stock
from catalog.services.adjust_stock import adjust_stock
from tests.factories.catalog import VariantFactory, make_offer

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
