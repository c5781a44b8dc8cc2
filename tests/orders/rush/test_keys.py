"""One Idempotency-Key again and again, over HTTP: at once, changed, of others, and where the power fails."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from http.client import HTTPException
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import AnsweredRequest, User
from deploy.local.processes.ports import take_port
from orders.models import Order, Payment
from tests.factories.accounts import UserFactory
from tests.factories.orders import sold_variant, stock_of
from tests.journeys import processes
from tests.orders.api.shopper import cart_with, order_of
from tests.orders.rush.power import APPLICATION, VARIABLE, Moment
from tests.orders.rush.programs import Call, Reply, post, post_together, post_until_told

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

TIMES = 40
KEY = "order-1"

StartDying = Callable[[Moment], AbstractContextManager[processes.Process]]


@pytest.fixture
def third_port() -> int:
    return take_port()


@pytest.fixture
def start_dying(patient_environment: dict[str, str], third_port: int, tmp_path: Path) -> StartDying:
    """A third web process, which loses power at the moment of the first order."""
    return lambda moment: processes.web(
        {**patient_environment, VARIABLE: moment},
        tmp_path / f"web-{moment}.log",
        port=third_port,
        application=APPLICATION,
    )


def ordering(cart: str, *, user: User | None = None, email: str = "ada@vitrine.test") -> Call:
    """Two stools, under the key of all these tests, by whoever is logged in."""
    headers = {"Idempotency-Key": KEY, **(session_of(user) if user else {})}
    return Call(f"{cart}checkout/", order_of("54.90", email=email), headers)


def session_of(user: User) -> dict[str, str]:
    """What the user's browser sends."""
    client, secret = Client(), get_random_string(32)
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={secret}"
    return {"Cookie": cookie, "X-CSRFToken": secret}


def two_stools(*, on_hand: int = 9) -> str:
    """The address of a cart with them."""
    return cart_with((sold_variant(on_hand=on_hand), 2))


def told_alike(ports: list[int], replies: list[Reply], call: Call) -> set[tuple[int, bytes, str]]:
    """Status, body and place of all: of those that were told to wait, once they have asked again."""
    ends = [post_until_told(ports[0], call) if reply.is_under_way else reply for reply in replies]
    return {(end.status, end.body, end.headers.get("Location", "")) for end in ends}


def test_one_key_forty_times_at_once_is_one_order_and_one_answer(ports: list[int]) -> None:
    variant = sold_variant(on_hand=9)
    call = ordering(cart_with((variant, 2)))

    replies = post_together(ports, [call] * TIMES)

    assert len(replies) == TIMES
    ((status, body, place),) = told_alike(ports, replies, call)
    order, payment = Order.objects.get(), Payment.objects.get()
    assert (status, body) == (201, post(ports[1], call).body)
    assert place.endswith(f"/api/v1/orders/{order.public_id}/")
    assert f"/pay/{payment.public_id}/" in body.decode()
    assert stock_of(variant) == (9, 2)


def test_changed_body_under_the_key_is_refused_also_in_the_crowd(ports: list[int]) -> None:
    cart = two_stools()
    call, changed = ordering(cart), ordering(cart, email="eve@vitrine.test")
    first = post(ports[0], call)

    replies = post_together(ports, [call, changed] * (TIMES // 2))

    assert told_alike(ports, replies[::2], call) == {(201, first.body, first.headers["Location"])}
    assert {reply.problem for reply in replies[1::2]} == {(422, "idempotency_key_reused")}
    assert Order.objects.get().email == "ada@vitrine.test"


def test_two_bodies_racing_for_the_key_are_one_order(ports: list[int]) -> None:
    cart = two_stools()
    calls = [ordering(cart), ordering(cart, email="eve@vitrine.test")]

    replies = post_together(ports, calls * (TIMES // 2))

    sides = [told_alike(ports, replies[side::2], calls[side]) for side in range(2)]
    assert sorted({status for status, _, _ in side} == {201} for side in sides) == [False, True]
    assert sorted({status for status, _, _ in side} == {422} for side in sides) == [False, True]
    assert Order.objects.count() == 1


def test_same_key_of_other_carts_and_other_users_is_another_one(ports: list[int]) -> None:
    ada, eve = UserFactory.create(), UserFactory.create()
    calls = [ordering(two_stools(), user=user) for user in (ada, eve, None)]

    replies = post_together(ports, calls * (TIMES // 3))

    told = [told_alike(ports, replies[number :: len(calls)], call) for number, call in enumerate(calls)]
    assert [{status for status, _, _ in each} for each in told] == [{201}] * 3
    assert [len(each) for each in told] == [1, 1, 1]
    assert len(set.union(*told)) == len(calls)
    assert set(Order.objects.values_list("user", flat=True)) == {ada.pk, eve.pk, None}


def test_order_stays_whose_it_was_when_another_user_learns_key_and_cart(ports: list[int]) -> None:
    """The cart's address is what opens it: whoever knows it is told the same, and nothing becomes theirs."""
    ada, eve = UserFactory.create(), UserFactory.create()
    cart = two_stools()
    first = post(ports[0], ordering(cart, user=ada))

    late = post(ports[1], ordering(cart, user=eve))

    assert (first.status, late.status, late.body) == (201, 201, first.body)
    assert Order.objects.get().user == ada


@pytest.mark.parametrize("moment", Moment)
def test_power_that_fails_between_order_and_reply_leaves_one_order(
    moment: Moment, ports: list[int], start_dying: StartDying, third_port: int
) -> None:
    variant = sold_variant(on_hand=9)
    call = ordering(cart_with((variant, 2)))
    with start_dying(moment) as dying, pytest.raises((OSError, HTTPException)):
        post(third_port, call)
    assert dying.handle.returncode is not None
    placed = Order.objects.get()
    if moment == Moment.BEFORE_THE_ANSWER_IS_KEPT:
        assert {reply.is_under_way for reply in post_together(ports, [call] * 4)} == {True}
        AnsweredRequest.objects.update(lease_until=timezone.now())

    replies = post_together(ports, [call] * TIMES)

    ((status, body, place),) = told_alike(ports, replies, call)
    assert (status, place.endswith(f"/api/v1/orders/{placed.public_id}/")) == (201, True)
    assert f"/pay/{Payment.objects.get().public_id}/" in body.decode()
    assert (Order.objects.get(), stock_of(variant)) == (placed, (9, 2))


def test_crowd_loses_half_the_shop_and_still_has_one_order(
    ports: list[int], start_dying: StartDying, third_port: int
) -> None:
    """Those who were not answered ask again elsewhere."""
    variant = sold_variant(on_hand=9)
    call = ordering(cart_with((variant, 2)))
    with start_dying(Moment.BEFORE_THE_REPLY):
        replies = post_together([third_port, *ports], [call] * TIMES)

    assert len(replies) < TIMES
    replies += [post_until_told(ports[0], call) for _ in range(TIMES - len(replies))]
    assert {status for status, _, _ in told_alike(ports, replies, call)} == {201}
    assert len(told_alike(ports, replies, call)) == 1
    assert (Order.objects.count(), stock_of(variant)) == (1, (9, 2))
