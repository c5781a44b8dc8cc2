"""Tax classes: what products are in, and how their documents tell it."""

import json

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from catalog.mirror.documents.product import product_view
from catalog.mirror.item import product_item
from catalog.mirror.source import load_by_ids
from catalog.models import Product, TaxClass
from catalog.taxes import STANDARD
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> TaxClass:
    return TaxClass.objects.create(code="books", name="Books")


def test_standard_class_is_there() -> None:
    assert TaxClass.objects.filter(code=STANDARD).exists()


@pytest.mark.parametrize("is_chosen", [True, False])
def test_document_tells_the_class_where_it_is_not_the_standard_one(books: TaxClass, is_chosen: bool) -> None:  # noqa: FBT001  # a case
    product = make_offer().product
    Product.objects.filter(pk=product.pk).update(tax_class=books if is_chosen else None)

    document = json.loads(product_item(load_by_ids([product.pk])[0], "EUR").document or "")

    assert document.get("tax_class") == ("books" if is_chosen else None)
    view = product_view(document, 1, lambda key: f"https://assets.test/{key}")
    assert view.tax_class == ("books" if is_chosen else STANDARD)


def test_choosing_a_class_makes_a_new_version(books: TaxClass) -> None:
    product = make_offer().product
    before = Product.objects.values_list("version", flat=True).get()

    Product.objects.filter(pk=product.pk).update(tax_class=books)

    assert Product.objects.values_list("version", flat=True).get() > before


def test_code_stays_as_it_is(books: TaxClass) -> None:
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        TaxClass.objects.filter(pk=books.pk).update(code="press")

    TaxClass.objects.filter(pk=books.pk).update(name="Press")
    assert TaxClass.objects.values_list("code", "name").get(pk=books.pk) == ("books", "Press")


def test_shops_owner_names_classes_and_keeps_the_standard_one(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    standard, _ = TaxClass.objects.get_or_create(code=STANDARD)

    client.post("/admin/catalog/taxclass/add/", {"name": "Food", "code": "food"})
    answer = client.post(f"/admin/catalog/taxclass/{standard.pk}/delete/", {"post": "yes"})

    assert answer.status_code == 403
    assert set(TaxClass.objects.values_list("code", flat=True)) == {STANDARD, "food"}
