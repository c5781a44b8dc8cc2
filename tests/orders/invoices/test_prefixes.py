"""A prefix of invoice numbers is one merchant's for good, once invoices were written under it."""

from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from accounts.models import Merchant, MerchantDetails
from orders.models import InvoiceSeries
from orders.services.invoices import write_invoices as writing
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.orders import NOW, sold_variant
from tests.factories.selling import details_of, invoiced_order, paid_order
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keeper() -> Client:
    client = Client()
    client.force_login(UserFactory.create(is_superuser=True))
    return client


@pytest.fixture
def first() -> Merchant:
    """Wrote an invoice as KANT and has called theirs NEU since."""
    merchant = invoiced_order().lines.get().merchant
    InvoiceSeries.objects.filter(merchant=merchant).update(prefix="KANT")
    MerchantDetails.objects.filter(merchant=merchant).update(invoice_prefix="NEU")
    return merchant


def test_a_prefix_is_not_given_up_while_a_series_is_begun_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    order = paid_order((sold_variant(), 1))
    details = details_of(order.lines.get().merchant)
    begin = writing._next_in_series

    def give_up() -> bool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
            return bool(MerchantDetails.objects.filter(pk=details.pk).update(invoice_prefix="NEU"))

    def begin_beside_a_change(*facts: Any) -> InvoiceSeries:
        with pytest.raises(OperationalError, match="lock timeout"):
            side_by_side([give_up])
        return begin(*facts)

    monkeypatch.setattr(writing, "_next_in_series", begin_beside_a_change)

    assert writing.write_invoices(order_id=order.pk, now=NOW) == 1
    assert side_by_side([give_up]) == [True]


def typed(prefix: str, **more: Any) -> dict[str, Any]:
    return {
        "legal_name": "Kant GmbH",
        "line1": "Hauptplatz 1",
        "city": "Graz",
        "country": "AT",
        "email": "office@kant.test",
        "invoice_prefix": prefix,
        **more,
    }


def test_a_prefix_that_stands_in_numbers_of_another_is_refused_at_its_field(
    keeper: Client, first: Merchant
) -> None:
    second = MerchantFactory.create()

    answer = keeper.post("/admin/accounts/merchantdetails/add/", typed("KANT", merchant=second.pk))

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors == {
        "invoice_prefix": ["Another merchant's invoices are numbered with this prefix."]
    }
    assert not MerchantDetails.objects.filter(merchant=second).exists()


def test_a_change_to_a_prefix_of_another_is_refused(keeper: Client, first: Merchant) -> None:
    own = details_of(MerchantFactory.create())

    answer = keeper.post(f"/admin/accounts/merchantdetails/{own.pk}/change/", typed("KANT"))

    assert "Another merchant&#x27;s invoices are numbered" in answer.content.decode()
    own.refresh_from_db()
    assert own.invoice_prefix == f"M{own.merchant_id}"


def test_whoever_had_a_prefix_takes_it_back_and_others_take_what_is_free(
    keeper: Client, first: Merchant
) -> None:
    second = MerchantFactory.create()
    page = f"/admin/accounts/merchantdetails/{first.details.pk}/change/"

    assert keeper.post(page, typed("KANT")).status_code == 302
    free = typed("FREI", merchant=second.pk)
    assert keeper.post("/admin/accounts/merchantdetails/add/", free).status_code == 302

    prefixes = MerchantDetails.objects.order_by("merchant").values_list("invoice_prefix", flat=True)
    assert list(prefixes) == ["KANT", "FREI"]
    invoice = paid_order((sold_variant(merchant=second), 1)).invoices.get()
    assert invoice.name == f"FREI-{NOW.year}-00001"
