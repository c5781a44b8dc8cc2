"""What a cart costs: by destination, way of sending, class of tax and voucher."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from catalog.models import TaxClass
from catalog.money import Money
from orders.errors import (
    MethodNotOffered,
    NotDeliveredThere,
    OrdersError,
    VoucherNotForThis,
    VoucherNotNow,
    VoucherUnknown,
)
from orders.models import Cart, ShippingMethod, ShippingRate, ShippingZone, TaxRate
from orders.pricing.bill import TaxShare
from orders.pricing.taxing import TaxAnswer, TaxQuestion
from orders.queries.carts.cart import price_lines
from orders.queries.quote import Quote, Wanted, quote
from tests.factories.orders import NOW, filled_cart, make_voucher, sold_variant

pytestmark = pytest.mark.django_db
AUSTRIA = Wanted("AT")


def priced(*wanted: tuple[int, int], where: Wanted = AUSTRIA) -> Quote:
    """The quote for things of these prices and quantities."""
    token = filled_cart(*((sold_variant(price=price, on_hand=20), quantity) for price, quantity in wanted))
    cart = Cart.objects.get(token=token)
    return quote(price_lines(cart), cart.currency, where, now=NOW)


def euros(cents: int) -> Money:
    return Money(cents, "EUR")


def make_zone(*countries: str) -> ShippingZone:
    zone = ShippingZone.objects.create(name=", ".join(countries))
    for country in countries:
        zone.countries.create(country=country)
    return zone


def make_method(zone: ShippingZone, name: str, cents: int, **rate: int) -> ShippingMethod:
    method = ShippingMethod.objects.create(zone=zone, name=name)
    ShippingRate.objects.create(method=method, amount_minor=cents, **rate)
    return method


@pytest.mark.parametrize(("price", "total"), [(2500, 2990), (9999, 10489), (10000, 10000)])
def test_a_shop_that_changed_nothing_asks_what_it_always_did(price: int, total: int) -> None:
    price_quote = priced((price, 1))

    assert price_quote.totals.total == euros(total)
    assert price_quote.chosen.method.name == "Standard delivery"
    assert price_quote.taxes == ()


def test_a_country_has_the_methods_of_its_zone_and_others_those_of_elsewhere() -> None:
    zone = make_zone("DE", "AT")
    make_method(zone, "Parcel", 690)
    express = make_method(zone, "Express", 1490)

    assert [choice.method.name for choice in priced((2500, 1)).methods] == ["Parcel", "Express"]
    assert priced((2500, 1)).totals.shipping == euros(690)
    assert priced((2500, 1), where=Wanted("AT", method=express.pk)).totals.shipping == euros(1490)
    assert priced((2500, 1), where=Wanted("JP")).totals.shipping == euros(490)


def test_where_nothing_leads_nothing_is_sold() -> None:
    make_zone("CH")

    with pytest.raises(NotDeliveredThere, match="We do not deliver to Switzerland yet") as refusal:
        priced((2500, 1), where=Wanted("CH"))
    for country in ("XX", "", "at", "AUT", "\0"):
        with pytest.raises(NotDeliveredThere, match="do not know that country"):
            priced((2500, 1), where=Wanted(country))

    assert refusal.value.code == "not_delivered_there"


def test_methods_of_other_zones_and_withdrawn_ones_are_refused() -> None:
    elsewhere = ShippingMethod.objects.get()
    method = make_method(make_zone("AT"), "Parcel", 690)
    hidden = make_method(method.zone, "Pigeon", 1)
    ShippingMethod.objects.filter(pk=hidden.pk).update(is_active=False)

    for strange in (elsewhere.pk, hidden.pk, 0, -1, 2**70):
        with pytest.raises(MethodNotOffered):
            priced((2500, 1), where=Wanted("AT", method=strange))


def test_what_is_too_heavy_for_every_method_is_not_delivered() -> None:
    make_method(make_zone("AT"), "Parcel", 690, weight_to=1000)
    variant = sold_variant()
    variant.weight_g = 600
    variant.save()
    cart = Cart.objects.get(token=filled_cart((variant, 2)))

    with pytest.raises(NotDeliveredThere, match="no way of sending an order like this to Austria"):
        quote(price_lines(cart), cart.currency, AUSTRIA, now=NOW)


def test_rates_follow_country_region_class_and_day() -> None:
    books = TaxClass.objects.create(code="books", name="Books")
    today = NOW.date()
    for region, tax_class, percent, begins, ends in (
        ("", None, "19", None, today),
        ("", None, "20", today, None),
        ("", books, "10", None, None),
        ("JUNGHOLZ", None, "18.5", None, None),
        ("JUNGHOLZ", books, "4", today + timedelta(days=1), None),
    ):
        TaxRate.objects.create(
            country="AT",
            region=region,
            tax_class=tax_class,
            percent=Decimal(percent),
            valid_from=begins,
            valid_until=ends,
        )

    def rates(region: str, country: str = "AT") -> list[Decimal]:
        thing, book = sold_variant(), sold_variant()
        book.product.tax_class = books
        book.product.save()
        cart = Cart.objects.get(token=filled_cart((thing, 1), (book, 1)))
        wanted = Wanted(country, region=region)
        return [line.tax_rate for line in quote(price_lines(cart), cart.currency, wanted, now=NOW).lines]

    assert rates("") == rates("WIEN") == [20, 10]
    assert rates("JUNGHOLZ") == [Decimal("18.5"), 10]
    assert rates("", country="DE") == [0, 0]


def test_prices_without_tax_get_it_on_top(settings: Settings) -> None:
    settings.PRICES_INCLUDE_TAX = False
    TaxRate.objects.create(country="AT", percent=20)

    price_quote = priced((2500, 2))

    assert price_quote.totals.total == euros(5000 + 490 + 1098)
    assert price_quote.taxes == (TaxShare(Decimal(20), euros(1098)),)


class EverywhereTen:
    keep_seconds = 0

    def answer(self, question: TaxQuestion) -> TaxAnswer:
        return TaxAnswer({line.variant_id: Decimal(10) for line in question.lines})


def test_another_source_of_rates_can_be_named(settings: Settings) -> None:
    settings.TAX_PROVIDER = f"{__name__}.{EverywhereTen.__name__}"

    assert priced((1100, 1), where=Wanted("JP")).lines[0].tax == euros(100)


def test_vouchers_take_off_what_they_say() -> None:
    make_voucher("TENTH", percent=10)
    make_voucher("FIVER", amount_minor=500)
    make_voucher("SHIPPED")

    def off(code: str) -> tuple[int, int, int]:
        totals = priced((2500, 2), (1999, 1), where=Wanted("AT", voucher_code=code)).totals
        return totals.discount.minor, totals.shipping.minor, totals.total.minor

    assert off("tenth") == (700, 490, 6789)
    assert off(" Fiver ") == (500, 490, 6989)
    assert off("SHIPPED") == (0, 0, 6999)


def test_a_voucher_never_makes_shipping_dearer() -> None:
    make_voucher("TENTH", percent=10)

    assert priced((10000, 1), where=Wanted("AT", voucher_code="TENTH")).totals.total == euros(9000)


def test_a_merchants_voucher_is_for_their_goods_alone() -> None:
    ours, theirs = sold_variant(price=1000), sold_variant(price=3000)
    make_voucher("OURS", percent=50, merchant=ours.product.merchant)
    wanted = Wanted("AT", voucher_code="OURS")
    cart = Cart.objects.get(token=filled_cart((ours, 1), (theirs, 1)))
    without = Cart.objects.get(token=filled_cart((theirs, 1)))

    price_quote = quote(price_lines(cart), cart.currency, wanted, now=NOW)

    assert [line.discount.minor for line in price_quote.lines] == [500, 0]
    with pytest.raises(VoucherNotForThis, match="only for goods of"):
        quote(price_lines(without), without.currency, wanted, now=NOW)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"starts_at": NOW + timedelta(seconds=1)}, VoucherNotNow),
        ({"ends_at": NOW}, VoucherNotNow),
        ({"minimum_minor": 2501}, VoucherNotForThis),
        ({"currency": "USD", "minimum_minor": 1}, VoucherNotForThis),
        ({"is_active": False}, VoucherUnknown),
    ],
)
def test_vouchers_that_do_not_fit_are_refused_with_the_reason(
    facts: dict[str, object], refusal: type[OrdersError]
) -> None:
    make_voucher("TENTH", percent=10, **facts)

    with pytest.raises(refusal):
        priced((2500, 1), where=Wanted("AT", voucher_code="TENTH"))


@pytest.mark.parametrize("code", ["NONE", "TENTH FIVER", "TENTH,FIVER", "%", "\0", "x" * 5000, "TENTH\0"])
def test_what_is_no_code_is_no_voucher(code: str) -> None:
    make_voucher("TENTH", percent=10)
    make_voucher("FIVER", amount_minor=500)

    with pytest.raises(VoucherUnknown):
        priced((2500, 1), where=Wanted("AT", voucher_code=code))


def test_a_quote_asks_little(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_voucher("TENTH", percent=10)
    cart = Cart.objects.get(token=filled_cart(*((sold_variant(), 1) for _ in range(6))))
    lines = price_lines(cart)

    with django_assert_num_queries(3):
        quote(lines, cart.currency, Wanted("AT", voucher_code="TENTH"), now=NOW)


def test_a_day_begins_where_the_shop_is() -> None:
    TaxRate.objects.create(country="AT", percent=20, valid_from=date(2026, 5, 4))

    assert priced((1200, 1)).lines[0].tax == euros(200)
