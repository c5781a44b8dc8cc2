"""A mirror that is made anew: many documents at once, and none of them over a newer one."""

from dataclasses import replace

import pytest

from catalog.mirror import memory, table
from catalog.mirror.item import MAX_DOCUMENT_BYTES, Item, product_pk
from catalog.mirror.rebuild import _together, rebuild_mirror
from catalog.models import Product, ProductChange
from tests.catalog.conftest import Outage
from tests.factories.catalog import ProductFactory, make_offer

SLUGS = tuple(f"p{number}" for number in range(6))


@pytest.fixture
def products() -> None:
    for slug in SLUGS:
        make_offer(product=ProductFactory(published=True, slug=slug))


def mirrored(slug: str) -> Item | None:
    return table.get(product_pk(slug))


def written() -> dict[str, int]:
    """Versions by address."""
    return {slug: item.version for slug in SLUGS if (item := mirrored(slug))}


def in_database() -> dict[str, int]:
    return dict(Product.objects.values_list("slug", "version"))


@pytest.mark.django_db
@pytest.mark.usefixtures("products")
def test_rebuild_writes_documents_together_and_tells_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "put", lambda *_arguments, **_options: pytest.fail("one by one"))
    monkeypatch.setattr("catalog.mirror.rebuild.refresh_shelves", lambda: None)
    monkeypatch.setattr("catalog.mirror.rebuild.refresh_collections", lambda: None)

    assert rebuild_mirror() == 6

    assert written() == in_database()
    kept = {slug: memory.recall(product_pk(slug)) for slug in SLUGS}
    assert {slug: item.version for slug, item in kept.items() if item} == in_database()


@pytest.mark.django_db
@pytest.mark.usefixtures("products")
def test_rebuild_leaves_a_newer_document_alone_and_writes_those_beside_it() -> None:
    rebuild_mirror()
    newer = mirrored("p2")
    assert newer is not None
    newer = replace(newer, version=newer.version + 1_000, document="{}")
    table.put(newer)
    for slug in ("p1", "p3"):
        older = mirrored(slug)
        assert older is not None
        table.put(replace(older, document="{}"), replaces_same_version=True)

    rebuild_mirror()

    assert written() == {**in_database(), "p2": newer.version}
    documents = {slug: item.document for slug in SLUGS if (item := mirrored(slug))}
    assert [slug for slug, document in documents.items() if document == "{}"] == ["p2"]


@pytest.mark.django_db
@pytest.mark.usefixtures("products")
def test_document_that_does_not_fit_keeps_no_other_from_being_written() -> None:
    Product.objects.filter(slug="p4").update(description="x" * MAX_DOCUMENT_BYTES)

    rebuild_mirror()

    assert written().keys() == set(SLUGS) - {"p4"}


@pytest.mark.django_db
@pytest.mark.usefixtures("products")
def test_rebuild_notes_what_nobody_was_told_of_and_nothing_twice() -> None:
    ProductFactory(slug="draft")
    rebuild_mirror()
    noted = dict(ProductChange.objects.values_list("slug", "position"))
    Product.objects.filter(slug="p4").update(tagline="Newer")

    rebuild_mirror()

    now = dict(ProductChange.objects.values_list("slug", "position"))
    assert (set(noted), set(now)) == (set(SLUGS), set(SLUGS))
    assert [slug for slug in SLUGS if now[slug] != noted[slug]] == ["p4"]
    assert now["p4"] > max(noted.values())
    assert ProductChange.objects.get(slug="p4").version == in_database()["p4"]


@pytest.mark.django_db
@pytest.mark.usefixtures("products")
def test_rebuild_goes_on_without_redis(redis_away: Outage) -> None:
    with redis_away():
        assert rebuild_mirror() == 6

    assert written() == in_database()


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([], []),
        ([10] * table.TOGETHER, [table.TOGETHER]),
        ([10] * (table.TOGETHER + 1), [table.TOGETHER, 1]),
        ([table.TOGETHER_BYTES - 1, 1, 1], [2, 1]),
        ([table.TOGETHER_BYTES + 1] * 2, [1, 1]),
    ],
)
def test_groups_are_as_large_as_dynamodb_takes_them(sizes: list[int], groups: list[int]) -> None:
    items = [Item(pk=str(number), version=1, document="x" * size) for number, size in enumerate(sizes)]

    found = list(_together(items))

    assert [len(group) for group in found] == groups
    assert [item for group in found for item in group] == items
