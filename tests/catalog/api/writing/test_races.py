"""Programs that come at once: nobody undoes what somebody else has done, and nothing is done twice."""

from collections import Counter

import pytest

from catalog.models import Product, Stock, Variant
from tests.catalog.api.writing.program import PRODUCTS, STOCK, Program, address_of, etag_of
from tests.factories.catalog import CategoryFactory
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_changes_of_one_version_one_is_refused(program: Program, offer: Variant) -> None:
    read = etag_of(offer.product)

    def change(name: str) -> int:
        return program.ask("PATCH", address_of(offer.product), {"name": name}, If_Match=read).status

    def rename() -> int:
        return program.ask("PATCH", address_of(offer), {"name": "Elm"}, If_Match=read).status

    statuses = side_by_side([lambda: change("A"), lambda: change("B"), rename])

    assert Counter(statuses) == {200: 1, 412: 2}
    won = statuses.index(200)
    offer.refresh_from_db()
    assert (Product.objects.get().name, offer.name) == [("A", "Oak"), ("B", "Oak"), ("Chair", "Elm")][won]


def test_twenty_requests_under_one_key_make_one_product(program: Program) -> None:
    CategoryFactory(slug="chairs")
    body = {"name": "Chair", "category": "chairs", "variants": [{"sku": "A", "name": "Oak"}]}

    told = side_by_side([lambda: program.ask("POST", PRODUCTS, body, Idempotency_Key="one")] * 20)

    product = Product.objects.get()
    assert {each.status for each in told} <= {201, 409}
    assert {each.document["id"] for each in told if each.status == 201} == {product.pk}
    assert {each.document["code"] for each in told if each.status == 409} <= {"request_running"}
    again = program.ask("POST", PRODUCTS, body, Idempotency_Key="one")
    assert (again.status, again.answer["Idempotency-Replayed"]) == (201, "true")
    assert program.ask("POST", PRODUCTS, body, Idempotency_Key="two").problem == (409, "slug_taken")


def test_two_products_at_one_address_are_one_and_a_refusal(program: Program) -> None:
    CategoryFactory(slug="chairs")
    programs = [program, Program()]
    body = {"name": "Chair", "category": "chairs"}

    def make(each: Program) -> tuple[int, str]:
        told = each.ask("POST", PRODUCTS, body)
        return told.status, told.document.get("code", "")

    told = side_by_side([lambda: make(programs[0]), lambda: make(programs[1])])

    assert sorted(told) == [(201, ""), (409, "slug_taken")]


def test_one_delivery_note_is_booked_once_however_often_it_is_sent(program: Program, offer: Variant) -> None:
    row = {"sku": "CH-1", "by": 5, "reason": "received", "reference": "DN-1"}

    told = side_by_side([lambda: program.ask("POST", STOCK, {"rows": [row]})] * 8)

    results = Counter(each.document["rows"][0]["result"] for each in told)
    assert results == {"done": 1, "repeated": 7}
    assert Stock.objects.get().on_hand == 15
