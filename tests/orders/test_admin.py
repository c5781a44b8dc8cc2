"""Orders in the admin: whose, how much of them, and how many queries."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import Merchant, User
from accounts.services.ensure_roles import MERCHANTS_GROUP, ensure_roles
from orders.gateways.local import notice_of
from orders.models import Order, OrderLine
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.states import PaymentEventKind
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant, stock_of

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/orders/order/"


@pytest.fixture
def order() -> Order:
    """Paid, with a line each of two merchants: €25.00 and €40.00."""
    order = placed_order((sold_variant(price=2500), 1), (sold_variant(price=4000), 1))
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount), now=NOW)
    return order


def staff_of(merchant: Merchant) -> Client:
    user: User = UserFactory.create()
    MembershipFactory.create(user=user, merchant=merchant)
    ensure_roles(app_label="orders")
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def merchant_client(order: Order) -> Client:
    """Somebody of the first line's merchant."""
    return staff_of(order.lines.all()[0].merchant)


@pytest.fixture
def owner_client() -> Client:
    client = Client()
    client.force_login(UserFactory.create(is_superuser=True))
    return client


def test_a_merchant_sees_their_lines_and_what_they_come_to(order: Order, merchant_client: Client) -> None:
    own, foreign = order.lines.all()

    pages = [merchant_client.get(LIST), merchant_client.get(f"{LIST}{order.pk}/change/")]

    for page in pages:
        text = page.content.decode()
        assert "€25.00" in text
        assert not any(secret in text for secret in ("€40.00", "€69.90", foreign.sku, str(order.public_id)))
    assert own.sku in pages[1].content.decode()


def test_whoever_runs_the_shop_sees_everything(order: Order, owner_client: Client) -> None:
    text = owner_client.get(f"{LIST}{order.pk}/change/").content.decode()

    assert all(fact in text for fact in ("€25.00", "€40.00", "€69.90", "Linden 3", "ada@vitrine.test"))
    assert str(payment_of(order).public_id) in text


def test_foreign_orders_are_not_there(order: Order) -> None:
    stranger = staff_of(MerchantFactory.create())

    assert f"/{order.pk}/change/" not in stranger.get(LIST).content.decode()
    assert stranger.get(f"{LIST}{order.pk}/change/").status_code == 404
    assert stranger.post(f"{LIST}{order.pk}/ship/").status_code == 404
    assert not OrderLine.objects.filter(shipped_at__isnull=False).exists()


def test_others_earnings_cannot_be_guessed_by_filtering(merchant_client: Client) -> None:
    assert merchant_client.get(LIST, {"total_minor__gte": "1"}).status_code == 400


@pytest.mark.parametrize("wanted", ["{number}", "ada@vitrine.test"])
def test_orders_are_found_by_number_and_by_mail(order: Order, owner_client: Client, wanted: str) -> None:
    found = owner_client.get(LIST, {"q": wanted.format(number=order.number)}).content.decode()
    missed = owner_client.get(LIST, {"q": "nobody"}).content.decode()

    assert f"/{order.pk}/change/" in found
    assert f"/{order.pk}/change/" not in missed


def test_the_button_ships_the_merchants_lines_once(order: Order, merchant_client: Client) -> None:
    own, foreign = order.lines.all()

    for _ in range(2):
        assert merchant_client.post(f"{LIST}{order.pk}/ship/").status_code == 302

    shipped = OrderLine.objects.filter(shipped_at__isnull=False)
    assert list(shipped) == [own]
    assert (stock_of(own.variant), stock_of(foreign.variant)) == ((4, 0), (5, 1))


def test_the_action_ships_chosen_orders(order: Order, merchant_client: Client) -> None:
    merchant_client.post(LIST, {"action": "mark_as_shipped", "_selected_action": [order.pk]})

    assert OrderLine.objects.filter(shipped_at__isnull=False).count() == 1


def test_shipping_by_a_link_is_refused(order: Order, merchant_client: Client) -> None:
    assert merchant_client.get(f"{LIST}{order.pk}/ship/").status_code == 405
    assert not OrderLine.objects.filter(shipped_at__isnull=False).exists()


@pytest.mark.parametrize("path", ["add/", "{pk}/delete/"])
def test_orders_are_neither_added_nor_deleted(order: Order, owner_client: Client, path: str) -> None:
    assert owner_client.get(f"{LIST}{path.format(pk=order.pk)}").status_code == 403


def test_the_list_asks_as_much_for_many_orders_as_for_one(
    order: Order, merchant_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    merchant = order.lines.all()[0].merchant
    for _ in range(6):
        placed_order((sold_variant(merchant=merchant), 1))

    with django_assert_max_num_queries(12):
        merchant_client.get(LIST)
