"""What shoppers and programs are told where a tax service is asked, and where it does not answer."""

import re
from http import HTTPStatus

import pytest
from django.http import HttpResponse
from django.test import Client

from orders.models import Order, ShippingMethod, ShippingZone
from tests.doubles.tax_office import TaxOffice
from tests.factories.orders import make_voucher, sold_variant
from tests.orders.api.shopper import ADDRESS, ask, cart_with, order_of
from tests.orders.site.test_checkout_pages import TYPED, shopper

pytestmark = pytest.mark.django_db(transaction=True)
AWAY = "We cannot reckon the tax right now."
UNKNOWN = "We cannot tell the tax for this address."


def update(client: Client, **typed: str) -> HttpResponse:
    response = client.post("/checkout/", {**TYPED, **typed, "do": "update"})
    assert isinstance(response, HttpResponse)
    return response


def express() -> ShippingMethod:
    method = ShippingMethod.objects.create(zone=ShippingZone.objects.get(), name="Express", days_to=2)
    method.rates.create(amount_minor=490)
    return method


def test_page_shows_the_rates_and_asks_once_for_all_that_stays_the_same(tax_office: TaxOffice) -> None:
    client = shopper()
    tax_office.shipping = "12.5"

    pages = [update(client).content.decode() for _ in range(2)]
    placed = client.post("/checkout/", TYPED)

    assert all(
        said in page for page in pages for said in ("Incl. 20 % VAT: €4.17", "Incl. 12.5 % VAT: €0.54")
    )
    assert placed.status_code == HTTPStatus.FOUND
    assert len(tax_office.questions) == 1


def test_page_asks_by_country_until_more_is_typed(tax_office: TaxOffice) -> None:
    client = shopper()

    first = client.get("/checkout/").content.decode()
    update(client, postcode="w1a 1aa", country="GB")

    assert [one["destination"] for one in tax_office.questions] == [
        {"country": "AT", "region": "", "postcode": "", "city": "", "street": []},
        {"country": "GB", "region": "", "postcode": "W1A 1AA", "city": "Wien", "street": ["Linden 3"]},
    ]
    assert 'data-asked-by="postcode city"' in first


def test_page_of_a_shop_with_its_own_table_asks_no_more_often_than_before() -> None:
    assert b"data-asked-by" not in shopper().get("/checkout/").content


def test_page_says_beside_the_button_that_no_tax_can_be_told(tax_office: TaxOffice) -> None:
    tax_office.status = HTTPStatus.INTERNAL_SERVER_ERROR

    shown = shopper().get("/checkout/")

    page = shown.content.decode()
    assert (shown.status_code, shown.headers["Retry-After"]) == (503, "5")
    assert re.search(rf'id="id_total">{AWAY}.*Try again</button>', page, re.DOTALL)
    assert "Standard delivery" in page
    assert not any(part in page for part in ("data-order-button", 'name="expected_total"', "another country"))


def test_order_that_no_tax_can_be_told_for_loses_nothing_and_can_be_tried_again(
    tax_office: TaxOffice,
) -> None:
    client, method = shopper(), express()
    make_voucher("FIVER", amount_minor=500)
    typed = {**TYPED, "shipping_method": str(method.pk), "voucher_code": "FIVER", "expected_total": "2490"}
    tax_office.status = HTTPStatus.INTERNAL_SERVER_ERROR

    refused = client.post("/checkout/", typed)

    page = refused.content.decode()
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert f'<a href="#id_total">{AWAY}' in page
    assert all(f'value="{part}"' in page for part in ("Ada Byron", "Linden 3", "1010", "Wien", "FIVER"))
    assert re.search(rf'value="{method.pk}"[^>]* checked', page)
    # Not once more for the page that says so.
    assert (Order.objects.count(), len(tax_office.questions)) == (0, 1)
    tax_office.status = HTTPStatus.OK
    assert client.post("/checkout/", typed).status_code == HTTPStatus.FOUND
    assert Order.objects.get().shipping_method == "Express"


def test_page_says_at_the_address_that_no_tax_is_known_for_it(tax_office: TaxOffice) -> None:
    client = shopper()
    tax_office.status = HTTPStatus.UNPROCESSABLE_ENTITY

    shown, refused = update(client), client.post("/checkout/", TYPED)

    assert (shown.status_code, refused.status_code) == (200, 409)
    for page in (shown.content.decode(), refused.content.decode()):
        assert f'id="id_address">{UNKNOWN}' in page
        assert "data-order-button" not in page
    assert f'<a href="#id_address">{UNKNOWN}' in refused.content.decode()
    assert not Order.objects.exists()


def test_program_quotes_and_orders_by_one_answer(tax_office: TaxOffice) -> None:
    cart = cart_with((sold_variant(), 1))
    tax_office.shipping = "12.5"
    where = {name: ADDRESS[name] for name in ("country", "postcode", "city", "line1")}

    told = ask("POST", f"{cart}quote/", where)
    total = told.document["totals"]["total"]["amount"]
    placed = ask("POST", f"{cart}checkout/", order_of(total), Idempotency_Key="one")

    assert [share["percent"] for share in told.document["taxes"]] == ["20", "12.5"]
    assert placed.status == HTTPStatus.CREATED
    assert len(tax_office.questions) == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [({"status": HTTPStatus.BAD_GATEWAY}, "tax_unavailable"), ({"shipping": "NaN"}, "tax_answer_wrong")],
)
def test_program_is_told_of_an_outage_and_may_repeat_its_request(
    tax_office: TaxOffice, said: dict[str, object], code: str
) -> None:
    cart = cart_with((sold_variant(), 1))
    before = dict(vars(tax_office))
    vars(tax_office).update(said)

    answers = [
        ask("POST", f"{cart}quote/", {"country": "AT"}),
        ask("POST", f"{cart}checkout/", order_of("29.90"), Idempotency_Key="one"),
    ]

    for answer in answers:
        assert (answer.status, answer.document["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, code)
        assert answer.answer.headers["Content-Type"] == "application/problem+json"
        assert answer.answer.headers["Retry-After"] == "5"
    assert not Order.objects.exists()
    vars(tax_office).update({name: before[name] for name in said})
    again = ask("POST", f"{cart}checkout/", order_of("29.90"), Idempotency_Key="one")
    assert again.status == HTTPStatus.CREATED


def test_program_is_told_of_an_address_without_taxes(tax_office: TaxOffice) -> None:
    cart = cart_with((sold_variant(), 1))
    tax_office.status = HTTPStatus.UNPROCESSABLE_ENTITY

    answer = ask("POST", f"{cart}checkout/", order_of("29.90"), Idempotency_Key="one")

    assert (answer.status, answer.document["code"]) == (HTTPStatus.CONFLICT, "tax_address_unknown")
