"""Collections that a merchant's program makes, renames and deletes."""

from typing import Any

import pytest

from catalog.models import Collection, CollectionChange, Product
from catalog.models.collections import MOST_COLLECTIONS
from tests.catalog.api.writing.program import PRODUCTS, Program, Told
from tests.factories.catalog import CategoryFactory, ProductFactory, make_collection

pytestmark = pytest.mark.django_db(transaction=True)
COLLECTIONS = "/api/v1/merchant/collections/"


@pytest.fixture
def summer(program: Program) -> Collection:
    """Of the program's merchant, with one product."""
    return make_collection("Summer", ProductFactory(merchant=program.merchant), merchant=program.merchant)


def at(collection: Collection) -> str:
    return f"{COLLECTIONS}{collection.pk}/"


def etag_of(told: Told) -> str:
    return str(told.answer["ETag"])


def test_collection_is_made_once_and_products_go_into_it(program: Program) -> None:
    CategoryFactory(slug="chairs")
    body = {"name": "Summer on the balcony", "description": "Dry in an hour."}

    told, again = (program.ask("POST", COLLECTIONS, body, Idempotency_Key="one") for _ in range(2))

    collection = Collection.objects.get()
    assert (told.status, again.answer.content) == (201, told.answer.content)
    assert told.document == {
        "id": collection.pk,
        "name": "Summer on the balcony",
        "slug": "summer-on-the-balcony",
        "description": "Dry in an hour.",
        "is_shown": True,
    }
    assert collection.merchant == program.merchant
    read = program.ask("GET", told.answer["Location"].removeprefix("http://testserver"))
    assert (read.document, etag_of(read)) == (told.document, etag_of(told))
    chair = {"name": "Chair", "category": "chairs", "collections": [collection.slug]}
    assert program.ask("POST", PRODUCTS, chair).document["collections"] == [collection.slug]


def test_own_ones_are_listed_page_by_page(program: Program) -> None:
    own = [make_collection(name, merchant=program.merchant) for name in ("A", "B", "C")]
    make_collection("Of another", merchant=Program().merchant)
    make_collection("Of the shop")

    first = program.ask("GET", f"{COLLECTIONS}?limit=2").document
    second = program.ask("GET", first["next"].removeprefix("http://testserver")).document

    listed = [row["id"] for row in (*first["items"], *second["items"])]
    assert (listed, second["next"]) == ([each.pk for each in reversed(own)], None)


def test_renaming_needs_the_version_that_was_read(program: Program, summer: Collection) -> None:
    read = program.ask("GET", at(summer))
    CollectionChange.objects.all().delete()

    blind = program.ask("PATCH", at(summer), {"name": "Autumn"})
    renamed = program.ask("PATCH", at(summer), {"name": "Autumn", "slug": "autumn"}, If_Match=etag_of(read))
    late = program.ask("PATCH", at(summer), {"name": "Winter"}, If_Match=etag_of(read))

    assert blind.problem == (428, "version_missing")
    assert (renamed.status, renamed.document["name"], renamed.document["slug"]) == (200, "Autumn", "autumn")
    assert late.problem == (412, "version_mismatch")
    assert etag_of(late) == etag_of(renamed) != etag_of(read)
    assert Collection.objects.get().name == "Autumn"


def test_deleting_leaves_the_products(program: Program, summer: Collection) -> None:
    read = program.ask("GET", at(summer))

    late = program.ask("DELETE", at(summer), If_Match='"1"')
    deleted = program.ask("DELETE", at(summer), If_Match=etag_of(read))
    again = program.ask("DELETE", at(summer), If_Match="*")

    assert late.problem == (412, "version_mismatch")
    assert (deleted.status, deleted.document) == (200, read.document)
    assert again.problem == (404, "own_collection_not_found")
    assert (Collection.objects.count(), Product.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("sent", "place", "code"),
    [
        ({"name": ""}, "#/name", "blank"),
        ({"name": "x" * 81}, "#/name", "max_length"),
        ({"name": "Summer", "slug": "sum mer"}, "#/slug", "invalid"),
        ({"name": "Sommer", "description": "x" * 301}, "#/description", "max_length"),
        ({"name": "Summer", "is_shown": "perhaps"}, "#/is_shown", "invalid"),
        ({"name": "☀"}, "#/slug", "required"),
        ({"name": "Summer", "merchant": 1}, "#/merchant", "unknown"),
    ],
)
def test_odd_collections_are_refused_at_their_place(
    sent: dict[str, Any], place: str, code: str, program: Program
) -> None:
    assert program.ask("POST", COLLECTIONS, sent).places == {place: code}
    assert not Collection.objects.exists()


def test_address_that_is_taken_is_refused(program: Program, summer: Collection) -> None:
    other = make_collection("Of the shop")

    made = program.ask("POST", COLLECTIONS, {"name": "Summer"})
    renamed = program.ask("PATCH", at(summer), {"slug": other.slug}, If_Match="*")

    assert made.problem == renamed.problem == (409, "slug_taken")
    assert Collection.objects.get(pk=summer.pk).slug == "summer"


def test_the_shops_and_other_merchants_are_not_there(program: Program) -> None:
    for collection in (make_collection("Of the shop"), make_collection("Other", merchant=Program().merchant)):
        for method, sent in (("GET", None), ("PATCH", {"name": "Mine"}), ("DELETE", None)):
            told = program.ask(method, at(collection), sent, If_Match="*")
            assert told.problem == (404, "own_collection_not_found")

    assert program.ask("GET", f"{COLLECTIONS}{10**30}/").problem == (404, "own_collection_not_found")
    assert set(Collection.objects.values_list("name", flat=True)) == {"Of the shop", "Other"}


def test_there_are_so_many_and_no_more(program: Program) -> None:
    Collection.objects.bulk_create(
        Collection(merchant=program.merchant, name=f"No. {number}", slug=f"no-{number}")
        for number in range(MOST_COLLECTIONS)
    )

    assert program.ask("POST", COLLECTIONS, {"name": "Another"}).problem == (409, "too_many_collections")
    assert Collection.objects.count() == MOST_COLLECTIONS
