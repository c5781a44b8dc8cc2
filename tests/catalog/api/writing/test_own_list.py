"""Programs list their merchant's products."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Product, Variant
from catalog.states import AttributeKind, ProductState
from tests.catalog.api.writing.program import PRODUCTS, Program
from tests.factories.catalog import ProductFactory, make_attribute, make_offer

pytestmark = pytest.mark.django_db


def test_list_is_the_merchants_own_in_every_state_by_pages(program: Program) -> None:
    own = [ProductFactory(merchant=program.merchant, state=ProductState.ARCHIVED)]
    own += [ProductFactory(merchant=program.merchant) for _ in range(4)]
    # Lists bring many in at one instant.
    Product.objects.filter(pk__in=[product.pk for product in own[1:4]]).update(created_at=own[3].created_at)
    ProductFactory(published=True)
    found, address = [], f"{PRODUCTS}?limit=2"

    while address:
        told = program.ask("GET", address)
        found += [item["id"] for item in told.document["items"]]
        address = told.document["next"]
        assert told.answer.get("Link") == (f'<{address}>; rel="next"' if address else None)

    assert found == [product.pk for product in reversed(own)]


def test_list_is_filtered_by_state_and_article_number(program: Program, offer: Variant) -> None:
    draft = ProductFactory(merchant=program.merchant)
    make_offer(sku="CH-1")

    def ids(query: str) -> list[int]:
        return [item["id"] for item in program.ask("GET", f"{PRODUCTS}?{query}").document["items"]]

    assert ids("state=draft") == [draft.pk]
    assert ids("sku=CH-1") == [offer.product_id]
    assert ids("sku=none") == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("state=sold", "invalid"),
        ("limit=0", "invalid"),
        ("limit=101", "invalid"),
        ("page=2", "invalid"),
        ("cursor=x", "bad_cursor"),
        ("cursor=b3duOng=", "bad_cursor"),
        # "2026-05-01T00:00:00 1", which names no zone, and "2026-05-01T00:00:00+00:00 x".
        ("cursor=MjAyNi0wNS0wMVQwMDowMDowMCAx", "bad_cursor"),
        ("cursor=MjAyNi0wNS0wMVQwMDowMDowMCswMDowMCB4", "bad_cursor"),
        ("cursor=%FF", "bad_cursor"),
    ],
)
def test_list_refuses_odd_questions(query: str, code: str, program: Program) -> None:
    assert program.ask("GET", f"{PRODUCTS}?{query}").problem == (400, code)


@pytest.mark.parametrize("number", [1, 5])
def test_list_costs_the_same_however_long_it_is(number: int, program: Program) -> None:
    for _ in range(number):
        product = ProductFactory(merchant=program.merchant)
        make_offer(product=product)
        make_offer(product=product)
    material = make_attribute(AttributeKind.TEXT)
    for described in Product.objects.all():
        described.attribute_values.create(attribute=material, kind=AttributeKind.TEXT, text="Oak")
    program.ask("GET", PRODUCTS)

    with CaptureQueriesContext(connection) as queries:
        told = program.ask("GET", PRODUCTS)

    # The key, the products, and each kind of thing about them: variants, prices, stock, places, values, attributes.
    assert (len(queries), len(told.document["items"])) == (13, number)
