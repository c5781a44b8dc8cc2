"""Carts that are looked at again: from Redis while nothing is new, and true as soon as something is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.errors import CatalogUnavailable
from catalog.mirror.relay import relay_mirror
from catalog.models import Price, Product, Stock, Variant
from catalog.money import Money
from catalog.scarcity import PLENTY
from catalog.services.schedule_price import schedule_sale
from catalog.states import ProductState
from orders.api.tokens import written
from orders.models import Cart, CartLine
from orders.queries.carts import shown
from orders.queries.carts.cart import CartView, read_cart
from orders.queries.carts.shown import show_cart
from orders.services.carts.add_to_cart import add_to_cart
from orders.services.carts.remove_line import remove_line
from orders.services.carts.save_for_later import save_for_later
from tests.catalog.conftest import Outage, dynamodb_away, redis_away
from tests.factories.catalog import let_pass
from tests.factories.orders import NOW, filled_cart, place, sold_variant

__all__ = ["dynamodb_away", "redis_away"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def variant() -> Variant:
    return sold_variant(on_hand=9)


@pytest.fixture
def token(variant: Variant) -> UUID:
    """Of a cart that was looked at once the mirror knew all of it."""
    token = filled_cart((variant, 2), (sold_variant(name="Ash"), 1))
    relay_mirror()
    show_cart(token)
    return token


def looked(token: UUID) -> tuple[CartView, int]:
    """What is shown, and how many statements that took."""
    with CaptureQueriesContext(connection) as queries:
        view = show_cart(token)
    return view, len(queries)


def without_places(view: CartView) -> CartView:
    return replace(
        view,
        lines=tuple(replace(line, stock_ids=(), bucket_ids=()) for line in view.lines),
        saved=tuple(replace(line, stock_ids=(), bucket_ids=()) for line in view.saved),
    )


def test_looking_again_asks_for_the_version_alone_and_shows_the_same(token: UUID, variant: Variant) -> None:
    save_for_later(token=token, variant_id=variant.pk, now=NOW)
    show_cart(token)

    view, statements = looked(token)

    assert statements == 1
    assert view == without_places(read_cart(token))
    assert (len(view.lines), len(view.saved)) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda token, variant: add_to_cart(token=token, variant_id=variant.pk, quantity=1, now=NOW),
        lambda token, variant: remove_line(token=token, variant_id=variant.pk, now=NOW),
        lambda token, variant: save_for_later(token=token, variant_id=variant.pk, now=NOW),
    ],
)
def test_own_changes_show_at_once_also_those_that_redis_missed(
    token: UUID,
    variant: Variant,
    change: Callable[[UUID, Variant], object],
    redis_away: Outage,
) -> None:
    with redis_away():
        change(token, variant)

    assert show_cart(token) == read_cart(token)


def test_a_new_price_shows_as_soon_as_the_product_page_does(token: UUID, variant: Variant) -> None:
    Price.objects.filter(variant=variant).update(amount_minor=3000)
    relay_mirror()

    line = show_cart(token).lines[0]

    assert (line.price, line.has_new_price) == (read_cart(token).lines[0].price, True)
    assert looked(token)[1] == 1


def test_a_price_that_begins_by_itself_shows_when_it_does(token: UUID, variant: Variant) -> None:
    now = timezone.now()
    begins = now + timedelta(days=1)
    schedule_sale(
        variant_id=variant.pk,
        price=Money(990, "EUR"),
        starts_at=begins,
        ends_at=begins + timedelta(days=2),
        now=now,
    )
    relay_mirror()
    show_cart(token)

    let_pass(timedelta(days=2))
    relay_mirror()

    assert show_cart(token).lines[0].price == Money(990, "EUR")


@pytest.mark.parametrize("left", [4, 1, 0])
def test_what_becomes_few_is_said(token: UUID, variant: Variant, left: int) -> None:
    Stock.objects.filter(variant=variant).update(on_hand=left)
    relay_mirror()

    assert show_cart(token).lines[0].available == left


@pytest.mark.parametrize(
    "end",
    [
        lambda variant: Product.objects.filter(pk=variant.product_id).update(state=ProductState.DRAFT),
        lambda variant: Variant.objects.filter(pk=variant.pk).update(is_active=False),
        lambda variant: Price.objects.filter(variant=variant).delete(),
        lambda variant: Variant.objects.filter(pk=variant.pk).delete(),
        lambda variant: Product.objects.filter(pk=variant.product_id).update(slug="elsewhere"),
    ],
)
def test_what_is_no_longer_sold_is_said(
    token: UUID, variant: Variant, end: Callable[[Variant], object]
) -> None:
    end(variant)
    relay_mirror()

    assert show_cart(token) == read_cart(token)


def test_more_than_shoppers_are_told_of_is_read_anew(token: UUID, variant: Variant) -> None:
    add_to_cart(token=token, variant_id=variant.pk, quantity=PLENTY, now=NOW)
    relay_mirror()
    show_cart(token)
    Stock.objects.filter(variant=variant).update(on_hand=6)
    relay_mirror()

    line = show_cart(token).lines[0]

    assert (line.quantity, line.available, line.is_short) == (PLENTY + 2, 6, True)


def test_another_product_at_the_same_address_changes_nothing(token: UUID, variant: Variant) -> None:
    slug = variant.product.slug
    Product.objects.filter(pk=variant.product_id).update(slug="elsewhere")
    other = sold_variant(name="Elm")
    Product.objects.filter(pk=other.product_id).update(slug=slug)
    relay_mirror()

    assert show_cart(token) == read_cart(token)


def test_an_ordered_cart_is_empty(token: UUID) -> None:
    place(token)

    assert not show_cart(token).lines


def test_lost_redis_is_filled_again(token: UUID) -> None:
    cache.clear()

    assert show_cart(token) == read_cart(token)
    assert looked(token)[1] == 1


def test_without_redis_and_without_the_mirror_everything_goes_on(
    token: UUID, redis_away: Outage, dynamodb_away: Outage
) -> None:
    with redis_away(), dynamodb_away():
        assert show_cart(token) == read_cart(token)


def test_while_the_catalogue_does_not_answer_carts_do(token: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_slugs: object) -> tuple[()]:
        raise CatalogUnavailable("The catalogue does not answer at the moment.")

    monkeypatch.setattr(shown, "read_products", away)

    assert show_cart(token) == read_cart(token)


def test_what_another_release_kept_is_not_read(token: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    CartLine.objects.update(quantity=1)
    assert show_cart(token).count == 3

    monkeypatch.setattr(shown, "LAYOUT", 1)

    assert show_cart(token).count == 2


def test_programs_read_a_cart_again_with_one_statement(token: UUID) -> None:
    address = f"/api/v1/carts/{written(token)}/"
    first = Client().get(address)

    with CaptureQueriesContext(connection) as queries:
        again = Client().get(address)

    assert (again.status_code, again.content) == (200, first.content)
    assert len(queries) == 1
    assert Cart.objects.get(token=token).is_open
