"""From records of the mirror's stream to the addresses that show something else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from catalog.mirror.item import (
    Item,
    collected_item,
    collections_item,
    product_pk,
    shelves_item,
    tombstone,
)
from catalog.mirror.rows import CollectedRow, ProductRow, ShelfRow
from deploy.functions.changed_pages import MOST_VARIANTS, UnknownEvent, changes
from tests.deploy.functions.streams import CHAIR, OAK, item_of, record

PAGE = "/products/chair/"
DOCUMENT = "/api/v1/products/chair/"
CHOSEN = "/products/chair/?sku=CH-1/oak%20%C3%B6"
LISTS = ("/", "/api/v1/products/", "/categories/chairs/")
SHOWN = item_of(CHAIR)
GONE = tombstone("chair", 12)


def paths_of(old: Item | None, new: Item | None) -> set[str]:
    (change,) = changes({"Records": [record(old, new)]})
    assert len(change.paths) == len(set(change.paths))
    return set(change.paths)


def left(available: int) -> Item:
    return item_of(replace(CHAIR, version=12, variants=(replace(OAK, available=available),)))


def test_paths_are_those_of_the_site() -> None:
    addresses = {
        reverse("catalog:product", args=["chair"]),
        reverse("catalog-api:product", args=["chair"]),
        reverse("catalog:home"),
        reverse("catalog-api:products"),
        reverse("catalog:category", args=["chairs"]),
    }

    assert paths_of(None, SHOWN) == addresses | {CHOSEN}


@pytest.mark.parametrize(
    "after",
    [
        replace(CHAIR, name="Stool"),
        replace(CHAIR, variants=(replace(OAK, price_minor=1),)),
        replace(CHAIR, variants=(replace(OAK, available=0),)),
    ],
    ids=["name", "price", "sold out"],
)
def test_a_change_that_shoppers_see_concerns_the_product_alone(after: ProductRow) -> None:
    assert paths_of(SHOWN, item_of(replace(after, version=12))) == {PAGE, DOCUMENT, CHOSEN}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SHOWN, item_of(replace(CHAIR, version=12))),
        (left(3), left(2)),
        (left(100), left(4)),
        (GONE, tombstone("chair", 13)),
        (None, GONE),
    ],
    ids=["only a version", "one sold", "few left", "still gone", "gone before it came"],
)
def test_nothing_is_stale_when_shoppers_see_the_same(old: Item | None, new: Item) -> None:
    assert paths_of(old, new) == set()


@pytest.mark.parametrize(("old", "new"), [(None, SHOWN), (GONE, SHOWN), (SHOWN, GONE), (SHOWN, None)])
def test_who_comes_or_goes_changes_the_lists(old: Item | None, new: Item | None) -> None:
    assert paths_of(old, new) == {PAGE, DOCUMENT, CHOSEN, *LISTS}


def test_who_moves_changes_both_shelves() -> None:
    moved = item_of(replace(CHAIR, version=12, category_slug="stools", category_name="Stools"))

    assert paths_of(SHOWN, moved) == {PAGE, DOCUMENT, CHOSEN, *LISTS, "/categories/stools/"}


def test_who_comes_to_the_front_again_changes_the_lists() -> None:
    again = item_of(replace(CHAIR, version=12, published_at=datetime(2026, 6, 1, tzinfo=UTC)))

    assert paths_of(SHOWN, again) == {PAGE, DOCUMENT, CHOSEN, *LISTS}


def test_a_variant_that_is_gone_is_purged_as_well() -> None:
    other = replace(OAK, sku="CH-2")

    stale = paths_of(SHOWN, item_of(replace(CHAIR, version=12, variants=(other,))))

    assert stale == {PAGE, DOCUMENT, CHOSEN, "/products/chair/?sku=CH-2"}


def test_many_variants_are_purged_by_how_their_addresses_begin() -> None:
    many = tuple(replace(OAK, id=number, sku=f"CH-{number}") for number in range(MOST_VARIANTS + 1))

    assert paths_of(SHOWN, item_of(replace(CHAIR, version=12, variants=many))) == {
        "/products/chair/*",
        DOCUMENT,
    }


def test_shelves_that_change_are_purged_alone() -> None:
    chairs, lamps = ShelfRow("chairs", "Chairs", "To sit"), ShelfRow("lamps", "Lamps", "")
    before = shelves_item([chairs, lamps], 1)

    assert paths_of(before, shelves_item([replace(chairs, name="Seats"), lamps], 2)) == {
        *("/", "/categories/chairs/"),
        *("/api/v1/categories/", "/api/v1/categories/chairs/"),
    }
    assert paths_of(before, shelves_item([chairs, lamps], 3)) == set()


def test_a_shelf_that_changes_concerns_the_one_above_it_as_well() -> None:
    seats = ShelfRow("seats", "Seats", "", has_own=False)
    chairs = ShelfRow("chairs", "Chairs", "", parent_slug="seats")
    before = shelves_item([seats, chairs], 1)

    assert paths_of(before, shelves_item([seats, replace(chairs, name="Armchairs")], 2)) == {
        *("/", "/categories/chairs/", "/categories/seats/"),
        *("/api/v1/categories/", "/api/v1/categories/chairs/", "/api/v1/categories/seats/"),
    }


def test_who_comes_changes_the_lists_of_the_categories_above() -> None:
    inside = item_of(replace(CHAIR, categories_above=(("furniture", "Furniture"), ("seats", "Seats"))))

    stale = paths_of(None, inside)

    assert stale == {PAGE, DOCUMENT, CHOSEN, *LISTS, "/categories/furniture/", "/categories/seats/"}


def test_a_collection_concerns_its_own_pages() -> None:
    summer = CollectedRow("summer", "Summer", "", ("chair",))
    before, same = (collected_item("summer", summer, version) for version in (1, 2))
    after = collected_item("summer", replace(summer, product_slugs=()), 3)

    assert paths_of(before, same) == set()
    assert paths_of(same, after) == {"/collections/summer/", "/api/v1/collections/summer/"}
    assert paths_of(after, collected_item("summer", None, 4)) == paths_of(same, after)


def test_collections_that_come_concern_the_home_page() -> None:
    summer = CollectedRow("summer", "Summer", "")

    assert paths_of(collections_item([], 1), collections_item([summer], 2)) == {"/", "/api/v1/collections/"}


def test_other_items_concern_no_page() -> None:
    assert product_pk("chair") == SHOWN.pk
    assert paths_of(None, Item("ping", 1, None)) == set()


@pytest.mark.parametrize("event", [{}, {"Records": [{"s3": {}}]}, {"Records": [{"dynamodb": {"Keys": {}}}]}])
def test_events_of_other_sources_are_refused(event: Mapping[str, Any]) -> None:
    with pytest.raises(UnknownEvent):
        changes(event)
