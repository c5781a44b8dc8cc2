"""Hanging categories elsewhere: whole branches, never into themselves, and what shoppers see follows."""

import pytest
from django.db import IntegrityError, connection

from catalog.errors import CategoryCycle, CategoryTooDeep
from catalog.models import Category, MirrorEntry, Product
from catalog.models.categories import DEEPEST
from catalog.queries import size_tolerance_percent
from catalog.services.category.move_category import move_category
from tests.factories.catalog import CategoryFactory, ProductFactory, make_category

pytestmark = pytest.mark.django_db

Rows = list[dict[str, object]]


def rows() -> Rows:
    return list(Category.objects.order_by("pk").values())


def names_above(category: Category) -> list[str]:
    return [above.name for above in Category.objects.get_ancestors(Category.objects.get(pk=category.pk))]


def versions() -> dict[str, int]:
    return dict(Product.objects.values_list("slug", "version"))


@pytest.fixture
def branch() -> tuple[Category, Category, Category]:
    """Furniture, seats below it, stools below those."""
    furniture = make_category("Furniture")
    seats = make_category("Seats", below=furniture)
    return furniture, seats, make_category("Stools", below=seats)


def test_new_category_hangs_at_the_top_behind_the_others() -> None:
    first, second = CategoryFactory(), CategoryFactory()

    assert [(each.path, each.depth) for each in (first, second)] == [("0001", 1), ("0002", 1)]


def test_category_by_raw_sql_finds_its_place() -> None:
    Category.objects.create(name="Z", slug="z", path="000Z", depth=1)

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_category (name, slug, description, position) VALUES ('Raw', 'raw', '', 0)"
        )

    assert Category.objects.values_list("path", "depth", "numchild").get(slug="raw") == ("0010", 1, 0)


def test_move_category_takes_the_branch_along(branch: tuple[Category, Category, Category]) -> None:
    furniture, seats, stools = branch
    garden = make_category("Garden")

    move_category(category_id=seats.pk, parent_id=garden.pk)

    assert names_above(stools) == ["Garden", "Seats"]
    assert Category.objects.find_problems() == ([], [], [], [], [])
    assert Category.objects.get(pk=furniture.pk).is_leaf()


def test_move_category_to_the_top(branch: tuple[Category, Category, Category]) -> None:
    _, seats, stools = branch

    move_category(category_id=seats.pk, parent_id=None)

    assert (names_above(seats), names_above(stools)) == ([], ["Seats"])
    assert Category.objects.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("below", [0, 1, 2])
def test_move_category_refuses_a_circle(below: int, branch: tuple[Category, Category, Category]) -> None:
    before = rows()

    with pytest.raises(CategoryCycle):
        move_category(category_id=branch[0].pk, parent_id=branch[below].pk)

    assert rows() == before


def test_move_category_refuses_more_levels_than_there_may_be(
    branch: tuple[Category, Category, Category],
) -> None:
    deepest = make_category("Level 1")
    for level in range(2, DEEPEST - 1):
        deepest = make_category(f"Level {level}", below=deepest)
    before = rows()

    with pytest.raises(CategoryTooDeep):
        move_category(category_id=branch[0].pk, parent_id=deepest.pk)

    assert rows() == before


def test_move_category_to_where_it_hangs_changes_nothing(branch: tuple[Category, Category, Category]) -> None:
    ProductFactory(category=branch[2])
    before = rows(), versions()

    move_category(category_id=branch[1].pk, parent_id=branch[0].pk)

    assert (rows(), versions()) == before


@pytest.mark.parametrize("change", ["renamed", "moved", "new address"])
def test_change_of_a_category_touches_all_that_is_below_and_nothing_else(
    change: str, branch: tuple[Category, Category, Category]
) -> None:
    furniture, seats, stools = branch
    for category in (furniture, seats, stools):
        ProductFactory(category=category, slug=category.slug)
    before = versions()
    MirrorEntry.objects.all().delete()

    if change == "moved":
        move_category(category_id=seats.pk, parent_id=None)
    else:
        Category.objects.filter(pk=seats.pk).update(
            **{"renamed": {"name": "Chairs"}}.get(change, {"slug": "new"})
        )

    touched = {slug for slug, version in versions().items() if version > before[slug]}
    assert touched == {"seats", "stools"}
    # Once each, however many rows of categories the move wrote.
    assert MirrorEntry.objects.count() == 2


def test_tolerance_alone_touches_no_product(branch: tuple[Category, Category, Category]) -> None:
    ProductFactory(category=branch[0])
    before = versions()

    Category.objects.update(size_tolerance_percent=20)

    assert versions() == before


def test_size_tolerance_is_that_of_the_nearest_above(branch: tuple[Category, Category, Category]) -> None:
    furniture, seats, stools = branch
    assert size_tolerance_percent(stools) == 5
    Category.objects.filter(pk=furniture.pk).update(size_tolerance_percent=30)
    assert size_tolerance_percent(stools) == 30
    Category.objects.filter(pk=seats.pk).update(size_tolerance_percent=0)

    assert size_tolerance_percent(stools) == 0


def test_shelf_holds_what_stands_below_it(branch: tuple[Category, Category, Category]) -> None:
    furniture, seats, stools = branch
    for category in (furniture, seats, stools, make_category("Garden")):
        ProductFactory(category=category, slug=category.slug)

    on_shelf = Product.objects.on_shelf("seats").order_by("pk").values_list("slug", flat=True)

    assert list(on_shelf) == ["seats", "stools"]
    assert not Product.objects.on_shelf("nowhere").exists()


@pytest.mark.parametrize("change", [{"depth": 2}, {"path": "00010001"}, {"size_tolerance_percent": 101}])
def test_database_refuses_a_place_that_is_none(change: dict[str, object]) -> None:
    category = CategoryFactory()

    with pytest.raises(IntegrityError, match="category_"):
        Category.objects.filter(pk=category.pk).update(**change)
