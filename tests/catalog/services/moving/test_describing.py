"""What lists say of products beside names, prices and stock: attributes, collections, types, tax classes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Merchant
from catalog.models import (
    Attribute,
    AttributeChoice,
    AttributeValue,
    Collection,
    CollectionItem,
    ImportJob,
    ImportProblem,
    Product,
    ProductType,
    TaxClass,
)
from catalog.services.moving.taking import take_collections
from catalog.states import AttributeKind, ListFormat
from tests.catalog.services.moving.conftest import Send, counts, run_whole
from tests.factories.accounts import MerchantFactory
from tests.factories.catalog import make_attribute

pytestmark = pytest.mark.django_db

SHOPIFY = "Handle,Title,Vendor,Tags,Wood (product.metafields.custom.wood)\nlamp,Lamp,{},{},{}\n"


def notes(job: ImportJob) -> list[tuple[str, str]]:
    found = ImportProblem.objects.filter(job=job)
    assert not found.filter(is_refusal=True).exists()
    return list(found.values_list("code", "message"))


def said() -> dict[str, object]:
    return {
        each.attribute.slug: each.value
        for each in AttributeValue.objects.select_related("attribute", "choice")
    }


def test_check_tells_which_attributes_are_made_and_makes_none(send: Send) -> None:
    job = send(SHOPIFY.format("Nord", '"oak, heavy"', "oak"))

    run_whole(job)

    assert counts(job)[1] == 1
    assert job.new_attributes == ["Brand", "Wood"]
    assert (Attribute.objects.count(), Collection.objects.count()) == (0, 0)


def test_metafields_become_attributes_and_follow_the_list(bring: Send) -> None:
    bring(SHOPIFY.format("Nord", "", "oak"))
    assert said() == {"brand": "Nord", "wood": "oak"}

    again = bring(SHOPIFY.format("Nord", "", "oak"))
    assert (counts(again)[2:4], again.new_attributes) == ((0, 1), [])
    changed = bring(SHOPIFY.format("Nord", "", ""))

    assert counts(changed)[2] == 1
    assert said() == {"brand": "Nord"}
    assert list(Attribute.objects.values_list("slug", "name", "kind")) == [
        ("brand", "Brand", "text"),
        ("wood", "Wood", "text"),
    ]


def test_merchants_own_name_is_no_brand(bring: Send, merchant: Merchant) -> None:
    bring(SHOPIFY.format(merchant.name, "", ""))

    assert (said(), Attribute.objects.count()) == ({}, 0)


def test_cells_are_read_as_the_attribute_is(bring: Send) -> None:
    for kind in AttributeKind:
        make_attribute(kind, name=kind.value)
    oak = AttributeChoice.objects.create(attribute=Attribute.objects.get(slug="choice"), name="Oak")
    columns = ",".join(f"attribute:{kind.value}" for kind in AttributeKind)
    text = f"handle,title,{columns}\nlamp,Lamp,a b,4.50,oak,yes,#AABBCC\nvase,Vase,,cheap,elm,maybe,red\n"

    job = bring(text, ListFormat.VITRINE)

    assert {slug: str(value) for slug, value in said().items()} == {
        "text": "a b",
        "number": "4.500000",
        "choice": str(oak),
        "boolean": "True",
        "colour": "#aabbcc",
    }
    assert notes(job) == [
        ("attribute_unreadable", "“cheap” is not a number. Write it like 12.5. It was left out."),
        ("attribute_unreadable", "“choice” has no choice “elm”. It was left out."),
        ("attribute_unreadable", "“maybe” is neither TRUE nor FALSE. It was left out."),
        ("attribute_unreadable", "“red” is not a colour. Write it like #a1b2c3. It was left out."),
    ]
    again = bring(text, ListFormat.VITRINE)
    assert counts(again)[1:] == (0, 0, 2, 0)


def test_long_text_is_shortened_once(bring: Send) -> None:
    job = bring(SHOPIFY.format("", "", "a" * 501))

    assert said() == {"wood": f"{'a' * 499}…"}
    assert [code for code, _ in notes(job)] == ["shortened"]
    assert counts(bring(SHOPIFY.format("", "", "a" * 501)))[2:4] == (0, 1)


def test_tags_become_collections_that_are_not_shown_yet(bring: Send, merchant: Merchant) -> None:
    kept = Collection.objects.create(merchant=merchant, name="Summer", slug="summer")
    other = Collection.objects.create(merchant=MerchantFactory(), name="Oak", slug="oak")
    bring("Handle,Title\nlamp,Lamp\n")
    CollectionItem.objects.create(collection=kept, product=Product.objects.get())

    bring(SHOPIFY.format("", '"Oak, SUMMER"', ""))

    made = Collection.objects.exclude(pk__in=[kept.pk, other.pk]).get()
    assert (made.merchant, made.name, made.is_shown) == (merchant, "Oak", False)
    assert made.slug.startswith("oak-")
    assert set(Product.objects.get().collections.all()) == {kept, made}
    # A tag that is gone takes nothing out of what somebody may have picked.
    assert counts(bring(SHOPIFY.format("", "oak", "")))[2:4] == (0, 1)
    assert Product.objects.get().collections.count() == 2


def test_own_list_tells_all_collections_of_the_merchant(bring: Send, merchant: Merchant) -> None:
    shops = Collection.objects.create(name="Best", slug="best")
    bring('handle,title,collections\nlamp,Lamp,"oak, heavy"\nvase,Vase,oak\n', ListFormat.VITRINE)
    lamp = Product.objects.get(slug="lamp")
    CollectionItem.objects.create(collection=shops, product=lamp)

    job = bring("handle,title,collections\nlamp,Lamp,heavy\n", ListFormat.VITRINE)

    assert counts(job)[2] == 1
    assert set(lamp.collections.values_list("name", flat=True)) == {"Best", "heavy"}
    oak = Collection.objects.get(name="oak")
    assert list(oak.items.values_list("product__slug", "position")) == [("vase", 1)]


def test_collections_have_a_bound(bring: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_collections, "MOST_COLLECTIONS", 2)

    job = bring(SHOPIFY.format("", '"a, b, c"', ""))

    assert set(Collection.objects.values_list("name", flat=True)) == {"a", "b"}
    assert notes(job) == [
        ("too_many_collections", "A merchant has up to 2 collections; “c” was not made."),
    ]


def test_types_and_tax_classes_are_found_by_name(bring: Send) -> None:
    lamps = ProductType.objects.create(name="Lamps")
    books = TaxClass.objects.create(code="books", name="Books")
    text = "handle,title,type,tax_class\nlamp,Lamp,LAMPS,books\nvase,Vase,Vases,\njug,Jug,Vases,\n"

    job = bring(text, ListFormat.VITRINE)

    told = Product.objects.order_by("pk").values_list("slug", "product_type", "tax_class")
    assert list(told) == [("lamp", lamps.pk, books.pk), ("vase", None, None), ("jug", None, None)]
    # Once for the list and not for each product.
    assert notes(job) == [("unknown_name", "This shop has no type of product “Vases”.")]
    bring("handle,title,type,tax_class\nlamp,Lamp,,\n", ListFormat.VITRINE)
    assert Product.objects.filter(slug="lamp", product_type=None, tax_class=None).exists()


def test_choices_are_looked_up_once_a_turn(send: Send) -> None:
    wood = make_attribute(AttributeKind.CHOICE, name="Wood")
    AttributeChoice.objects.create(attribute=wood, name="Oak")
    lines = "".join(f"lamp-{number},Lamp,,,oak\n" for number in range(5))
    job = send(SHOPIFY.split("\n")[0] + "\n" + lines)

    with CaptureQueriesContext(connection) as queries:
        run_whole(job)

    looked_up = [query for query in queries if 'FROM "catalog_attributechoice"' in query["sql"]]
    assert (counts(job)[1], len(looked_up)) == (5, 1)
