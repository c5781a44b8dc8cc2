"""Codes that do not exist cannot be tried without end, wherever they are tried."""

from http import HTTPStatus
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client

from orders.api.tokens import written
from orders.errors import VoucherGuessed, VoucherUnknown
from orders.models import Order, Voucher, VoucherUse
from orders.services.vouchers.guessing import MOST_CODES, SECONDS, no_guessing
from tests.catalog.conftest import Outage, redis_away
from tests.factories.orders import filled_cart, make_voucher, placed_order, sold_variant
from tests.orders.site.test_checkout_pages import TYPED, shopper

__all__ = ["redis_away"]

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "127.0.0.1"


@pytest.fixture(autouse=True)
def voucher() -> Voucher:
    return make_voucher("TENTH", percent=10)


@pytest.fixture
def worn_out() -> None:
    """This client has tried as many codes as it may."""
    for number in range(MOST_CODES):
        guess(f"GUESS-{number}")


def guess(code: str, client: str = HERE) -> None:
    with pytest.raises(VoucherUnknown), no_guessing(client, code):
        raise VoucherUnknown("We do not know this voucher code.")


def may_try(client: str) -> bool:
    try:
        with no_guessing(client, "TENTH"):
            return True
    except VoucherGuessed:
        return False


def quoted(token: UUID, code: str, email: str = "") -> HTTPStatus:
    answer = Client().post(
        f"/api/v1/carts/{written(token)}/quote/",
        {"country": "AT", "voucher_code": code, "email": email},
        content_type="application/json",
    )
    return HTTPStatus(answer.status_code)


def test_the_same_slip_counts_once_whatever_its_case() -> None:
    for _ in range(MOST_CODES):
        guess("tenht")
        guess(" TENHT ")

    assert may_try(HERE)


def test_codes_that_exist_count_for_nothing() -> None:
    for number in range(MOST_CODES):
        with no_guessing(HERE, f"GOOD-{number}"):
            pass

    assert may_try(HERE)


def test_too_many_codes_close_the_field_for_a_while_for_this_client_alone(worn_out: None) -> None:
    assert not may_try(HERE)
    assert may_try("198.51.100.7")
    with no_guessing(HERE, ""):
        """Without a voucher everything goes on."""


def test_addresses_of_one_network_are_one_client() -> None:
    for number in range(MOST_CODES):
        guess(f"GUESS-{number}", f"2001:db8::{number:x}")

    assert not may_try("2001:db8::ffff:1")
    assert may_try("2001:db8:0:1::1")


def test_the_page_says_so_beside_the_field_and_orders_without_a_voucher(worn_out: None) -> None:
    client = shopper()

    page = client.post("/checkout/", {**TYPED, "voucher_code": "TENTH", "do": "update"})
    refused = client.post("/checkout/", {**TYPED, "voucher_code": "TENTH"})

    for answer in (page, refused):
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= SECONDS
        assert '<p class="field__error" id="voucher-trouble">Too many codes' in answer.content.decode()
        assert 'value="Linden 3"' in answer.content.decode()
    assert not Order.objects.exists()
    assert client.post("/checkout/", TYPED).status_code == 302
    assert Order.objects.count() == 1


def test_pages_and_programs_count_together() -> None:
    token = filled_cart((sold_variant(), 1))
    client = shopper()

    for number in range(MOST_CODES // 2):
        assert quoted(token, f"API-{number}") == HTTPStatus.CONFLICT
        client.post("/checkout/", {**TYPED, "voucher_code": f"PAGE-{number}", "do": "update"})

    assert quoted(token, "TENTH") == HTTPStatus.TOO_MANY_REQUESTS
    assert quoted(token, "") == HTTPStatus.OK


def test_programs_are_told_when_to_come_back(worn_out: None) -> None:
    token = filled_cart((sold_variant(), 1))
    body = {
        "email": "ada@vitrine.test",
        "shipping_address": {
            "name": "Ada",
            "line1": "Linden 3",
            "postcode": "1010",
            "city": "Wien",
            "country": "AT",
        },
        "expected_total": "29.90",
        "terms_accepted": True,
        "voucher_code": "TENTH",
    }

    answer = Client().post(
        f"/api/v1/carts/{written(token)}/checkout/",
        body,
        content_type="application/json",
        headers={"idempotency-key": "once"},
    )

    assert (answer.status_code, answer.json()["code"]) == (429, "voucher_guessed")
    assert 0 < int(answer.headers["Retry-After"]) <= SECONDS
    assert not Order.objects.exists()


def test_without_redis_nobody_is_held_up(worn_out: None, redis_away: Outage) -> None:
    with redis_away():
        assert may_try(HERE)


def test_it_ends_by_itself(worn_out: None) -> None:
    """When Redis forgets it, which it was told to."""
    assert 0 < cache.ttl(f"voucher-guesses:{HERE}") <= SECONDS  # type: ignore[attr-defined]  # of django-redis


def test_nobody_asks_of_many_people_whether_they_have_bought_here() -> None:
    Voucher.objects.update(max_uses_per_customer=1)
    token, answers = filled_cart((sold_variant(), 1)), []
    for number in range(MOST_CODES + 1):
        VoucherUse.objects.create(
            voucher=Voucher.objects.get(), order=placed_order((sold_variant(), 1)), email=f"a{number}@x.test"
        )
        answers.append(quoted(token, "TENTH", f"a{number}@x.test"))
        answers.append(quoted(token, "TENTH", f"A{number}@x.test"))

    # The last of them is still told, and asking about the same once more is one too many.
    assert answers[: 2 * MOST_CODES - 1] == [HTTPStatus.CONFLICT] * (2 * MOST_CODES - 1)
    assert set(answers[2 * MOST_CODES - 1 :]) == {HTTPStatus.TOO_MANY_REQUESTS}
