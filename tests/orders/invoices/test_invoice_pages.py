"""Who may fetch an invoice: whoever knows the order's address, and the merchant whose it is."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Membership, User
from accounts.services.ensure_roles import MERCHANTS_GROUP, ensure_roles
from orders.models import Invoice, InvoiceFile
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.selling import invoiced_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def invoice() -> Invoice:
    return invoiced_order().invoices.get()


def address_of(invoice: Invoice) -> str:
    return f"/orders/{invoice.order.public_id}/invoices/{invoice.name}.pdf"


def member(**membership: object) -> User:
    for app_label in ("accounts", "orders"):
        ensure_roles(app_label=app_label)
    user: User = MembershipFactory(role=Membership.Role.STAFF, **membership).user
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    return user


def test_the_order_page_leads_to_the_invoice(client: Client, invoice: Invoice) -> None:
    page = client.get(f"/orders/{invoice.order.public_id}/").content.decode()
    answer = client.get(address_of(invoice))

    assert f'href="{address_of(invoice)}"' in page
    assert answer.content == bytes(InvoiceFile.objects.get().pdf)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{invoice.name}.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]


def test_another_orders_address_opens_no_invoice(client: Client, invoice: Invoice) -> None:
    other = invoiced_order()

    for order_id in (other.public_id, uuid4()):
        assert client.get(f"/orders/{order_id}/invoices/{invoice.name}.pdf").status_code == 404


def test_merchants_fetch_their_own_and_no_others(client: Client, invoice: Invoice) -> None:
    address = f"/admin/orders/invoice/{invoice.pk}/pdf/"

    client.force_login(member(merchant=invoice.merchant))
    own = client.get(address)
    client.force_login(member())
    foreign = client.get(address)
    client.force_login(UserFactory.create())
    nobody = client.get(address)

    assert (own.status_code, own.content[:5]) == (200, b"%PDF-")
    assert (foreign.status_code, nobody.status_code) == (404, 403)


def test_the_list_is_searched_by_number(client: Client, invoice: Invoice) -> None:
    client.force_login(member(merchant=invoice.merchant))

    for words in (invoice.name, str(invoice.order.number)):
        page = client.get("/admin/orders/invoice/", {"q": words}).content.decode()
        assert f"/admin/orders/invoice/{invoice.pk}/pdf/" in page
