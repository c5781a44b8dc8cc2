"""Sales that merchants schedule and call off in the admin."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from accounts.services.ensure_roles import MERCHANTS_GROUP
from catalog.models import Price, Variant
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import make_offer

pytestmark = pytest.mark.django_db

TODAY = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)

Span = tuple[int, int | None, datetime | None, datetime | None]


@pytest.fixture
def offer() -> Variant:
    return make_offer(amount_minor=4990)


@pytest.fixture
def staff_client(client: Client, offer: Variant) -> Client:
    user = UserFactory()
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    MembershipFactory(user=user, merchant=offer.product.merchant)
    client.force_login(user)
    return client


def page_of(variant: Variant) -> str:
    return f"/admin/catalog/variant/{variant.pk}/change/"


def day(number: int) -> datetime:
    """So many days before or after the day on which the tests began, at midnight in the shop; what is to come still is when that is over."""
    return TODAY + timedelta(days=number + (number > 0))


def sale(price: str, first: int, last: int) -> dict[str, Any]:
    """What the browser sends for a sale from one day to another."""
    starts_at, ends_at = (day(number).strftime("%Y-%m-%dT%H:%M") for number in (first, last))
    return {"_sell": "1", "sell-price": price, "sell-starts_at": starts_at, "sell-ends_at": ends_at}


def plan(variant: Variant) -> list[Span]:
    """(amount, instead of, from, until), by time."""
    prices = Price.objects.filter(variant=variant).order_by("valid")
    return [
        (price.amount_minor, price.compare_at_minor, price.valid.lower, price.valid.upper) for price in prices
    ]


def test_sale_is_scheduled_and_shown(staff_client: Client, offer: Variant) -> None:
    answer = staff_client.post(page_of(offer), sale("39,90", 2, 5))

    assert answer.status_code == 302
    assert plan(offer)[1] == (3990, 4990, day(2), day(5))
    shown = staff_client.get(page_of(offer)).context["prices"]
    assert [(price.starts_at, price.ends_at) for price in shown] == [
        (None, day(2)),
        (day(2), day(5)),
        (day(5), None),
    ]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (sale("39.90", 3, 6), "starts_at"),
        (sale("39.90", -3, 1), "starts_at"),
        (sale("39.90", 7, 6), "ends_at"),
        (sale("60.00", 7, 9), "price"),
        (sale("cheap", 7, 9), "price"),
        (sale(" ", 7, 9), "price"),
        ({**sale("39.90", 7, 9), "sell-ends_at": "soon"}, "ends_at"),
    ],
)
def test_sale_that_cannot_be_is_refused_beside_the_field(
    sent: dict[str, Any], field: str, staff_client: Client, offer: Variant
) -> None:
    staff_client.post(page_of(offer), sale("44.90", 2, 5))
    before = plan(offer)

    answer = staff_client.post(page_of(offer), sent)

    assert list(answer.context["sell"].errors) == [field]
    assert plan(offer) == before


def test_sale_is_called_off(staff_client: Client, offer: Variant) -> None:
    staff_client.post(page_of(offer), sale("39.90", 2, 5))
    number = Price.objects.reduced().get().pk

    for _ in range(2):
        answer = staff_client.post(page_of(offer), {"_call_off": str(number)})

    assert plan(offer) == [(4990, None, None, None)]
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said[-1] == "This sale is over or was called off."


def test_sale_of_another_merchant_is_not_called_off(staff_client: Client, offer: Variant) -> None:
    foreign = make_offer()
    Price.objects.filter(variant=foreign).update(amount_minor=3990, compare_at_minor=4990)
    number = Price.objects.reduced().get().pk

    mine = staff_client.post(page_of(offer), {"_call_off": str(number)})
    theirs = staff_client.post(page_of(foreign), {"_call_off": str(number)})

    assert (mine.status_code, theirs.status_code) == (302, 404)
    assert Price.objects.reduced().get().pk == number
