"""Prices that begin and end while nobody looks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.mirror.read import read_product
from catalog.mirror.relay import relay_mirror
from catalog.models import MirrorEntry
from catalog.money import Money
from catalog.services.schedule_price import schedule_sale
from tests.factories.catalog import ProductFactory, let_pass, make_offer

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def relayed_price() -> int:
    relay_mirror()
    return read_product("chair").lowest_price.minor


def test_price_that_begins_and_ends_reaches_readers_by_itself() -> None:
    offer = make_offer(product=ProductFactory(published=True, slug="chair"))
    now = timezone.now()
    begins, ends = now + DAY, now + 3 * DAY
    schedule_sale(variant_id=offer.pk, price=Money(990, "EUR"), starts_at=begins, ends_at=ends, now=now)
    before = relayed_price()

    let_pass(2 * DAY)
    during = relayed_price()
    let_pass(2 * DAY)

    assert (before, during, relayed_price()) == (4990, 990, 4990)
    assert not MirrorEntry.objects.open().exists()
