"""A tax service is asked all that tax may depend on, and its rates make the bill."""

import logging
from dataclasses import replace
from decimal import Decimal
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.db import transaction
from pytest_django.fixtures import Settings

from catalog.models import TaxClass
from catalog.money import Money
from orders.errors.taxes import TaxAddressUnknown, TaxAnswerWrong, TaxUnavailable
from orders.models import Cart
from orders.pricing.bill import TaxShare
from orders.queries.carts.cart import price_lines
from orders.queries.charges.tax_service import MOST_FAULTS
from orders.queries.quote import Quote, Wanted, quote
from tests.catalog.conftest import Outage, redis_away
from tests.doubles.tax_office import TaxOffice, Unkept
from tests.factories.orders import NOW, filled_cart, make_voucher, sold_variant

__all__ = ["redis_away"]

pytestmark = pytest.mark.django_db(transaction=True)
VIENNA = Wanted("AT", postcode="1010", city=" Wien ", street=("Linden  3", ""))
SECRETS = ("Wien", "1010", "Linden")


def asked(cart: Cart, wanted: Wanted = VIENNA) -> Quote:
    return quote(price_lines(cart), cart.currency, wanted, now=NOW)


def cart_of(*prices: int) -> Cart:
    token = filled_cart(*((sold_variant(price=price), 1) for price in prices))
    return Cart.objects.get(token=token)


def test_it_is_asked_about_all_that_tax_may_depend_on(tax_office: TaxOffice) -> None:
    make_voucher("TENTH", percent=10)
    thing, book = sold_variant(price=2500), sold_variant(price=900)
    book.product.tax_class = TaxClass.objects.create(code="books", name="Books")
    book.product.save()
    cart = Cart.objects.get(token=filled_cart((thing, 2), (book, 1)))

    asked(cart, replace(VIENNA, voucher_code="TENTH"))

    (question,) = tax_office.questions
    assert question["destination"] == {
        "country": "AT",
        "region": "",
        "postcode": "1010",
        "city": "Wien",
        "street": ["Linden 3"],
    }
    assert {name: question[name] for name in ("currency", "prices_include_tax", "day", "shipping_minor")} == {
        "currency": "EUR",
        "prices_include_tax": True,
        "day": "2026-05-04",
        "shipping_minor": 490,
    }
    assert [
        (line["sku"], line["merchant_id"], line["tax_class"], line["quantity"]) for line in question["lines"]
    ] == [
        (thing.sku, thing.merchant_id, "standard", 2),
        (book.sku, book.merchant_id, "books", 1),
    ]
    assert [line["amount_minor"] for line in question["lines"]] == [4500, 810]


def test_each_line_has_its_own_rate_within_prices_that_include_tax(tax_office: TaxOffice) -> None:
    cart = cart_of(2500, 1100)
    tax_office.percents[cart.lines.all()[1].variant.sku] = "10"

    price = asked(cart)

    assert [line.tax.minor for line in price.lines] == [417, 100]
    assert price.totals.total == Money(2500 + 1100 + 490, "EUR")
    # Shipping follows the goods: 340 at 20 %, 150 at 10 %.
    assert price.totals.shipping_tax.minor == 57 + 14


def test_prices_without_tax_get_each_rate_on_top(tax_office: TaxOffice, settings: Settings) -> None:
    settings.PRICES_INCLUDE_TAX = False
    cart = cart_of(2500, 1100)
    tax_office.percents[cart.lines.all()[1].variant.sku] = "8.8754"
    tax_office.shipping = "0"

    price = asked(cart)

    assert tax_office.questions[0]["prices_include_tax"] is False
    assert [line.tax.minor for line in price.lines] == [500, 98]
    assert price.taxes == (
        TaxShare(Decimal(20), Money(500, "EUR")),
        TaxShare(Decimal("8.875"), Money(98, "EUR")),
    )
    assert (price.totals.shipping_tax.minor, price.totals.total.minor) == (0, 2500 + 1100 + 490 + 598)


@pytest.mark.parametrize(("is_within", "tax"), [(True, 53), (False, 59)])
def test_shipping_has_the_rate_that_was_told(
    tax_office: TaxOffice, settings: Settings, *, is_within: bool, tax: int
) -> None:
    settings.PRICES_INCLUDE_TAX = is_within
    tax_office.shipping = "12"

    price = asked(cart_of(2500))

    assert price.totals.shipping_tax.minor == tax
    assert [share.rate for share in price.taxes] == [20, 12]


def test_the_same_question_is_asked_once(tax_office: TaxOffice) -> None:
    cart = cart_of(2500)
    tax_office.shipping = "12"

    first, again = asked(cart), asked(cart, replace(VIENNA, street=("Linden 3",)))

    assert first == again
    assert len(tax_office.questions) == 1
    asked(cart, replace(VIENNA, postcode="1020"))
    assert len(tax_office.questions) == 2


def test_what_is_kept_tells_nobody_where_somebody_lives(tax_office: TaxOffice) -> None:
    asked(cart_of(2500))

    (key,) = cache.keys("tax:*")  # type: ignore[attr-defined]  # of django-redis
    assert key.removeprefix("tax:").isalnum()
    assert len(key.removeprefix("tax:")) == 64
    assert not any(secret in str(cache.get(key)) for secret in SECRETS)
    assert 0 < cache.ttl(key) <= 300  # type: ignore[attr-defined]  # of django-redis


def test_without_redis_it_is_asked_each_time(tax_office: TaxOffice, redis_away: Outage) -> None:
    cart = cart_of(2500)

    with redis_away():
        taxes = [asked(cart).totals.tax for _ in range(2)]

    assert taxes == [Money(417 + 82, "EUR")] * 2
    assert len(tax_office.questions) == 2


def test_answers_of_one_that_keeps_nothing_are_not_kept(tax_office: TaxOffice, settings: Settings) -> None:
    settings.TAX_PROVIDER = f"{Unkept.__module__}.{Unkept.__name__}"
    cart = cart_of(2500)

    asked(cart), asked(cart)

    assert len(tax_office.questions) == 2
    assert cache.keys("tax:*") == []  # type: ignore[attr-defined]  # of django-redis


def test_asking_within_a_transaction_is_a_mistake(tax_office: TaxOffice) -> None:
    cart = cart_of(2500)

    with transaction.atomic(), pytest.raises(RuntimeError):
        asked(cart)

    assert tax_office.questions == []


@pytest.mark.parametrize(
    "outage",
    [
        {"status": HTTPStatus.INTERNAL_SERVER_ERROR},
        {"is_silent": True, "client_seconds": 0.2},
        {"body": b"<html>"},
        {"body": b"{}"},
    ],
)
def test_an_outage_is_told_once_in_the_log_without_the_address(
    tax_office: TaxOffice, outage: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    vars(tax_office).update(outage)

    with caplog.at_level(logging.INFO), pytest.raises(TaxUnavailable) as refused:
        asked(cart_of(2500))

    assert refused.value.code == "tax_unavailable"
    (record,) = [record for record in caplog.records if record.name.startswith("orders")]
    assert (record.getMessage(), record.exc_info) == ("tax_not_told", None)
    assert not any(secret in str(vars(record)) for secret in SECRETS)
    assert cache.keys("tax:*") == []  # type: ignore[attr-defined]  # of django-redis


@pytest.mark.parametrize("percent", ["-1", "NaN", "100.5", "Infinity"])
def test_nonsense_is_told_apart_and_not_kept(
    tax_office: TaxOffice, percent: str, caplog: pytest.LogCaptureFixture
) -> None:
    cart = cart_of(2500)
    tax_office.percents[cart.lines.get().variant.sku] = percent

    with pytest.raises(TaxAnswerWrong) as refused:
        asked(cart)

    assert refused.value.code == "tax_answer_wrong"
    (record,) = [record for record in caplog.records if record.name.startswith("orders")]
    assert (record.getMessage(), record.exc_info) == ("tax_answer_wrong", None)
    tax_office.percents.clear()
    assert asked(cart).totals.tax == Money(499, "EUR")


def test_lines_that_are_missing_are_nonsense(tax_office: TaxOffice) -> None:
    tax_office.body = b'{"lines": {}, "shipping": "20"}'

    with pytest.raises(TaxAnswerWrong):
        asked(cart_of(2500))


def test_an_address_that_it_does_not_know_is_no_outage(
    tax_office: TaxOffice, caplog: pytest.LogCaptureFixture
) -> None:
    tax_office.status = HTTPStatus.UNPROCESSABLE_ENTITY
    cart = cart_of(2500)

    for _ in range(MOST_FAULTS + 1):
        with pytest.raises(TaxAddressUnknown):
            asked(cart)

    assert len(tax_office.questions) == MOST_FAULTS + 1
    assert [record for record in caplog.records if record.name.startswith("orders")] == []


def test_one_that_does_not_answer_is_left_alone_for_a_while(tax_office: TaxOffice) -> None:
    tax_office.status = HTTPStatus.BAD_GATEWAY
    cart = cart_of(2500)

    for _ in range(MOST_FAULTS + 3):
        with pytest.raises(TaxUnavailable):
            asked(cart)

    assert len(tax_office.questions) == MOST_FAULTS


def test_nothing_that_is_offered_is_nothing_to_ask_about(tax_office: TaxOffice) -> None:
    cart = cart_of(2500)
    (line,) = price_lines(cart)

    price = quote([replace(line, price=None, available=0)], cart.currency, VIENNA, now=NOW)

    assert (price.totals.tax.minor, tax_office.questions) == (0, [])
