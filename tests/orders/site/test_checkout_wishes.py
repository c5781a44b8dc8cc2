"""What can be chosen on the checkout page, without a script, and what comes of it."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.postal.address import PostalAddress
from accounts.services.address_book.add_address import add_address
from orders.models import Order, ShippingMethod, ShippingZone, TaxRate
from tests.factories.accounts import UserFactory
from tests.factories.orders import make_voucher
from tests.orders.site.test_checkout_pages import TYPED, shopper

pytestmark = pytest.mark.django_db(transaction=True)


def express() -> ShippingMethod:
    method = ShippingMethod.objects.create(zone=ShippingZone.objects.get(), name="Express", days_to=2)
    method.rates.create(amount_minor=1490)
    return method


def asked(client: Client, do: str, **typed: str) -> str:
    """The page after one of the buttons that do not order."""
    response = client.post("/checkout/", {**TYPED, "terms": "", **typed, "do": do})
    assert response.status_code == 200
    assert not Order.objects.exists()
    return response.content.decode()


def total_on(page: str) -> str:
    found = re.search(r'name="expected_total" value="(\d+)"', page)
    return found[1] if found else ""


def test_another_country_has_other_fields_and_keeps_what_was_typed() -> None:
    page = asked(shopper(), "update", country="US", name="Grace", postcode="not yet", email="nonsense")

    assert 'name="region"' in page
    assert "ZIP code" in page
    assert all(f'value="{typed}"' in page for typed in ("Grace", "not yet", "nonsense", "Linden 3"))
    assert "aria-invalid" not in page


def test_a_country_without_its_fields_is_asked_for_them() -> None:
    response = shopper().post("/checkout/", {**TYPED, "country": "US"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "Please tell us the state." in page
    assert "This is no ZIP code of United States of America: it looks like 95014 or 22162-1010." in page
    assert not Order.objects.exists()


def test_where_nothing_is_delivered_is_said_at_the_country_and_cannot_be_ordered() -> None:
    ShippingZone.objects.create(name="Alps").countries.create(country="CH")
    client = shopper()

    page = asked(client, "update", country="CH")
    refused = client.post("/checkout/", {**TYPED, "country": "CH", "postcode": "8001"})

    assert "We do not deliver to Switzerland yet." in page
    assert "Order and pay" not in page
    assert (refused.status_code, total_on(refused.content.decode())) == (409, "")
    assert not Order.objects.exists()


def test_ways_of_sending_are_offered_with_days_and_prices_and_one_is_taken() -> None:
    method = express()
    client = shopper()

    page = asked(client, "update", shipping_method=str(method.pk))
    client.post("/checkout/", {**TYPED, "shipping_method": str(method.pk), "expected_total": total_on(page)})

    assert "2 working days" in page
    assert "€14.90" in page
    assert (Order.objects.get().shipping_method, Order.objects.get().total_minor) == ("Express", 3990)


@pytest.mark.parametrize("strange", ["999999", "-1", "abc", "9" * 30])
def test_a_way_of_sending_that_is_not_offered_is_not_taken(strange: str) -> None:
    response = shopper().post("/checkout/", {**TYPED, "shipping_method": strange})

    assert response.status_code in {409, 422}
    assert not Order.objects.exists()


def test_a_voucher_is_applied_removed_and_used() -> None:
    make_voucher("TENTH", percent=10)
    client = shopper()

    applied = asked(client, "update", voucher_code="tenth")
    removed = asked(client, "drop-voucher", voucher_code="tenth")
    client.post("/checkout/", {**TYPED, "voucher_code": "tenth", "expected_total": total_on(applied)})

    assert (total_on(applied), total_on(removed)) == ("2740", "2990")
    assert "TENTH is taken off." in applied
    assert 'value="Linden 3"' in removed
    assert Order.objects.get().voucher_code == "TENTH"


def test_a_voucher_that_was_not_applied_changes_no_total_unseen() -> None:
    make_voucher("TENTH", percent=10)

    response = shopper().post("/checkout/", {**TYPED, "voucher_code": "TENTH"})

    assert response.status_code == 409
    assert "The total is now €27.40 instead of €29.90." in response.content.decode()
    assert not Order.objects.exists()


def test_a_voucher_that_cannot_be_used_is_told_at_its_field_and_keeps_the_rest() -> None:
    page = asked(shopper(), "update", voucher_code="NONE")

    assert "We do not know this voucher code." in page
    assert total_on(page) == "2990"
    assert 'value="NONE"' in page


def test_the_invoice_can_go_elsewhere() -> None:
    client = shopper()
    billing = {"is_billed_elsewhere": "on", "billing-country": "DE", "billing-name": "Byron GmbH"}

    page = asked(client, "update", **billing)
    refused = client.post("/checkout/", {**TYPED, **billing})
    rest = {"billing-line1": "Ring 1", "billing-postcode": "10115", "billing-city": "Berlin"}
    client.post("/checkout/", {**TYPED, **billing, **rest})

    assert 'value="Byron GmbH"' in page
    assert refused.status_code == 422
    assert "Billing address: Please tell us the street and number." in refused.content.decode()
    written = Order.objects.get().billing_address
    assert written is not None
    assert (written["name"], written["city"], written["country"]) == ("Byron GmbH", "Berlin", "DE")


def test_taxes_are_told_as_the_law_wants() -> None:
    TaxRate.objects.create(country="AT", percent=20)
    client = shopper()

    page = asked(client, "update")
    placed = client.post("/checkout/", TYPED)

    assert "Incl. 20 % VAT: €4.99" in page
    order = Order.objects.get()
    assert placed.status_code == 302
    assert "Incl. 20 % VAT: €4.99" in client.get(order.page_path).content.decode()


def test_a_page_that_was_sent_twice_gives_one_order_and_another_body_none() -> None:
    client = shopper()
    sent = {**TYPED, "request_key": "k-1"}

    answers = [client.post("/checkout/", sent).headers["Location"] for _ in range(2)]
    other = client.post("/checkout/", {**sent, "city": "Linz"})

    assert answers[0] == answers[1]
    assert answers[0].startswith("/pay/")
    assert other.status_code == 422
    assert f"/orders/{Order.objects.get().public_id}/" in other.content.decode()


def test_addresses_of_the_book_are_proposed() -> None:
    client = shopper()
    user = UserFactory.create(email="ada@vitrine.test")
    client.force_login(user)
    add_address(user=user, postal=PostalAddress("Ada", "Linden 3", "", "1010", "Wien", "AT"), label="Home")
    work = add_address(user=user, postal=PostalAddress("Ada", "Ring 9", "", "10115", "Berlin", "DE"))
    stranger = add_address(
        user=UserFactory.create(), postal=PostalAddress("Eve", "Gasse 1", "", "1010", "Wien", "AT")
    )

    first = client.get("/checkout/").content.decode()
    chosen = asked(client, f"use-address-{work.pk}", name="Somebody")
    foreign = asked(client, f"use-address-{stranger.pk}")

    assert all(f'value="{known}"' in first for known in ("ada@vitrine.test", "Linden 3", "1010"))
    assert all(f'value="{known}"' in chosen for known in ("Ada", "Ring 9", "Berlin"))
    assert "Gasse 1" not in foreign


@pytest.mark.parametrize("absurd", ["\0", "9" * 6000, "-", "<script>", "\ud7ff\U0010ffff"])
def test_nothing_that_is_typed_breaks_the_page(absurd: str) -> None:
    fields = (
        "country",
        "region",
        "email",
        "shipping_method",
        "voucher_code",
        "billing-country",
        "request_key",
    )
    everything = {**TYPED, "is_billed_elsewhere": "on", **dict.fromkeys(fields, absurd)}

    page = asked(shopper(), "update", **everything)
    refused = shopper().post("/checkout/", everything)

    assert "<script>" not in page
    assert (refused.status_code, Order.objects.count()) == (422, 0)


def test_the_terms_can_be_read_by_everybody() -> None:
    page = Client().get("/terms/")

    assert page.status_code == 200
    assert b"Terms of sale" in page.content
    assert not page.cookies


def test_the_page_asks_as_much_for_many_lines_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = shopper()
    client.get("/checkout/")

    with django_assert_num_queries(1):
        client.get("/checkout/")
