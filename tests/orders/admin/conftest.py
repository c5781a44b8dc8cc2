"""An order of two merchants, and who looks at it."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Merchant, User
from accounts.services.ensure_roles import MERCHANTS_GROUP, ensure_roles
from orders.models import Order
from tests.factories.accounts import UserFactory
from tests.factories.orders import sold_variant
from tests.factories.selling import paid_order, works_for

LIST = "/admin/orders/order/"


@pytest.fixture
def order() -> Order:
    """Paid, with a line each of two merchants: three at €25.00 and one at €40.00."""
    return paid_order((sold_variant(price=2500), 3), (sold_variant(price=4000), 1))


@pytest.fixture
def page(order: Order) -> str:
    """The address of the order's page."""
    return f"{LIST}{order.pk}/change/"


@pytest.fixture
def seller(order: Order) -> User:
    """Somebody of the first line's merchant."""
    user = works_for(order.lines.all()[0].merchant)
    admit(user)
    return user


@pytest.fixture
def merchant_client(seller: User) -> Client:
    return client_of(seller)


@pytest.fixture
def owner_client() -> Client:
    """Whoever runs the shop."""
    return client_of(UserFactory.create(is_superuser=True))


def admit(user: User) -> None:
    """Let somebody do what people of merchants do."""
    ensure_roles(app_label="orders")
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def staff_of(merchant: Merchant) -> Client:
    """Somebody else who works for this merchant."""
    user = works_for(merchant)
    admit(user)
    return client_of(user)
