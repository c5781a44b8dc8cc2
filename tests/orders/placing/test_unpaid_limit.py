"""Orders that are not paid keep stock, so one client has only so many of them at a time."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import AnsweredRequest
from catalog.models import Variant
from config.cache import BreakerClient
from orders.errors import OutOfStock, TooManyUnpaid
from orders.gateways.local import notice_of
from orders.models import Order
from orders.services.cancel_order import cancel_order
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.placing.unpaid_limit import KEPT_SECONDS, LONGEST_TO_PLACE, Client, few_unpaid
from orders.states import PaymentEventKind
from tests.catalog.api.writing.program import Told
from tests.catalog.conftest import Outage, redis_away
from tests.factories.accounts import UserFactory
from tests.factories.orders import payment_of, sold_variant, stock_of
from tests.factories.threads import side_by_side
from tests.orders.api.shopper import ask, cart_with, order_of
from tests.orders.site.test_checkout_pages import TYPED, shopper

__all__ = ["redis_away"]

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 3
HERE = Client("127.0.0.1")


@pytest.fixture(autouse=True)
def _limit(settings: Settings) -> None:
    settings.UNPAID_ORDERS_PER_CLIENT = MOST


@pytest.fixture
def variant() -> Variant:
    return sold_variant(price=2500, on_hand=99)


@pytest.fixture
def worn_out(variant: Variant) -> list[str]:
    """Carts from which this client has ordered as often as it may."""
    carts = [cart_with((variant, 1)) for _ in range(MOST)]
    assert [order(cart).status for cart in carts] == [201] * MOST
    return carts


def order(cart: str, key: str = "order-1", shown: str = "29.90") -> Told:
    return ask("POST", f"{cart}checkout/", order_of(shown), Idempotency_Key=key)


def pay(order: Order) -> None:
    payment = payment_of(order)
    notice = notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount)
    apply_payment_event(notice, now=timezone.now())


def is_let_in(client: Client, cart: UUID | None = None, *, later: timedelta = timedelta()) -> bool:
    """Whether it may order from the cart, by default a new one, from which no order comes in the end."""
    try:
        with few_unpaid(client, cart or uuid4(), now=timezone.now() + later):
            return True
    except TooManyUnpaid:
        return False


def test_programs_are_told_what_to_do_and_when_to_come_back(worn_out: list[str], variant: Variant) -> None:
    cart = cart_with((variant, 1))

    told = order(cart)

    assert told.problem == (429, "too_many_unpaid")
    assert "Please pay or cancel one of them, or try again in 31 minutes." in told.document["detail"]
    assert 1800 < int(told.answer["Retry-After"]) <= 1860
    assert (Order.objects.count(), stock_of(variant)) == (MOST, (99, MOST))
    cancel_order(order_id=Order.objects.latest("pk").public_id, now=timezone.now())
    # The key of what was refused is free.
    assert (order(cart).status, order(cart_with((variant, 1))).status) == (201, 429)


def test_the_page_says_so_beside_its_button_and_keeps_what_was_typed(worn_out: list[str]) -> None:
    client = shopper()

    refused = client.post("/checkout/", TYPED)

    page = refused.content.decode()
    assert refused.status_code == 429
    assert 1800 < int(refused.headers["Retry-After"]) <= 1860
    assert '<p class="field__error" id="order-trouble">Too many orders from here' in page
    assert 'aria-describedby="order-trouble" data-order-button' in page
    assert '<a href="#id_order">Too many orders from here' in page
    assert all(f'value="{typed}"' in page for typed in ("Linden 3", "Ada Byron", "ada@vitrine.test"))
    assert Order.objects.count() == MOST
    pay(Order.objects.latest("pk"))
    assert client.post("/checkout/", TYPED).status_code == 302


def test_whoever_is_paid_at_once_sells_on_and_on(variant: Variant) -> None:
    for _ in range(4 * MOST):
        assert order(cart_with((variant, 1))).status == 201
        pay(Order.objects.latest("pk"))

    assert Order.objects.count() == 4 * MOST


@pytest.mark.parametrize("is_answer_kept", [True, False])
def test_what_was_ordered_is_answered_again(is_answer_kept: bool, worn_out: list[str]) -> None:  # noqa: FBT001  # a case
    if not is_answer_kept:
        AnsweredRequest.objects.all().delete()

    answers = [order(cart, key) for cart in worn_out for key in ("order-1", "order-2")]

    assert {told.status for told in answers} == {201}
    assert Order.objects.count() == MOST


def test_order_is_found_from_another_address_that_may_order_no_more(
    worn_out: list[str], settings: Settings
) -> None:
    elsewhere = Client("198.51.100.7")
    settings.UNPAID_ORDERS_PER_CLIENT = 1
    ordered = Order.objects.latest("pk").cart.token
    with few_unpaid(elsewhere, uuid4(), now=timezone.now()):
        """Somebody else orders there."""

    assert is_let_in(elsewhere, ordered)
    assert not is_let_in(elsewhere)


def test_forty_at_once_are_as_many_orders_as_there_may_be(variant: Variant, settings: Settings) -> None:
    settings.UNPAID_ORDERS_PER_CLIENT = 5
    carts = [cart_with((variant, 1)) for _ in range(40)]

    answers = side_by_side([partial(order, cart) for cart in carts])

    assert sorted(told.status for told in answers) == [201] * 5 + [429] * 35
    assert (Order.objects.count(), stock_of(variant)) == (5, (99, 5))


def test_addresses_of_one_network_are_one_client_and_others_are_others() -> None:
    assert [is_let_in(Client(f"2001:db8::{number:x}")) for number in range(MOST + 1)] == [True] * MOST + [
        False
    ]
    assert is_let_in(Client("2001:db8:0:1::1"))
    assert is_let_in(HERE)


def test_whoever_is_logged_in_is_one_client_wherever_they_are() -> None:
    ada, eve = UserFactory.create(), UserFactory.create()

    assert [is_let_in(Client(f"198.51.100.{number}", ada)) for number in range(MOST + 1)] == [True] * MOST + [
        False
    ]
    assert is_let_in(Client("198.51.100.1", eve))
    assert is_let_in(Client("198.51.100.1"))


def test_what_is_refused_counts_for_nothing(variant: Variant) -> None:
    for number in range(2 * MOST):
        assert order(cart_with((variant, 1)), f"order-{number}", shown="1.00").problem == (
            409,
            "price_changed",
        )

    assert order(cart_with((variant, 1))).status == 201


@pytest.mark.parametrize("is_first_refused", [True, False])
def test_cart_that_is_tried_twice_at_once_counts_while_one_of_them_may_order(
    is_first_refused: bool,  # noqa: FBT001  # a case
    settings: Settings,
) -> None:
    """Else whoever sends a bad request beside each good one would order without end."""
    settings.UNPAID_ORDERS_PER_CLIENT = 1
    cart, now = uuid4(), timezone.now()
    first, second = few_unpaid(HERE, cart, now=now), few_unpaid(HERE, cart, now=now)
    first.__enter__()
    second.__enter__()

    (first if is_first_refused else second).__exit__(OutOfStock, OutOfStock(["Oak"]), None)

    assert not is_let_in(HERE)


def test_whoever_died_before_there_was_an_order_counts_for_a_minute(settings: Settings) -> None:
    settings.UNPAID_ORDERS_PER_CLIENT = 1
    assert is_let_in(HERE)

    assert not is_let_in(HERE)
    assert is_let_in(HERE, later=LONGEST_TO_PLACE + timedelta(seconds=1))


def test_without_redis_nobody_is_held_up(worn_out: list[str], variant: Variant, redis_away: Outage) -> None:
    cart = cart_with((variant, 1))

    with redis_away():
        assert order(cart).status == 201


def test_an_order_asks_redis_once_and_not_at_all_without_a_limit(
    variant: Variant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask_redis = BreakerClient.run_script_over

    def note(self: BreakerClient, script: str, keys: Sequence[str], *arguments: str | int) -> object:
        asked.append(keys[0].partition(":")[0])
        return ask_redis(self, script, keys, *arguments)

    monkeypatch.setattr(BreakerClient, "run_script_over", note)
    order(cart_with((variant, 1)))
    once = asked.count("unpaid-orders")
    settings.UNPAID_ORDERS_PER_CLIENT = 0
    statuses = [order(cart_with((variant, 1))).status for _ in range(MOST + 1)]

    assert (once, asked.count("unpaid-orders"), statuses) == (1, 1, [201] * (MOST + 1))


def test_redis_knows_no_address_and_forgets(worn_out: list[str]) -> None:
    (key,) = cache.keys("unpaid-orders:*")  # type: ignore[attr-defined]  # of django-redis

    assert "127.0.0.1" not in key
    assert len(key) == len("unpaid-orders:") + 40
    assert 0 < cache.ttl(key) <= KEPT_SECONDS  # type: ignore[attr-defined]  # as above
