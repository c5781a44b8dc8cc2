"""Arranging the tree of categories in the admin."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Category
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, make_category

pytestmark = pytest.mark.django_db

CATEGORIES = "/admin/catalog/category/"


@pytest.fixture
def keeper(client: Client) -> Client:
    """Whoever runs the shop."""
    client.force_login(UserFactory(is_superuser=True))
    return client


def typed(name: str, **fields: object) -> dict[str, object]:
    return {"name": name, "slug": name.lower(), "position": 0, **fields}


def test_new_category_is_put_below_another(keeper: Client) -> None:
    furniture = make_category("Furniture")

    answer = keeper.post(f"{CATEGORIES}add/", typed("Seats", parent=furniture.pk, size_tolerance_percent=12))

    assert answer.status_code == 302
    seats = Category.objects.get(slug="seats")
    assert (Category.objects.get_parent(seats), seats.size_tolerance_percent) == (furniture, 12)


def test_category_is_moved_and_renamed_at_once(keeper: Client) -> None:
    garden = make_category("Garden")
    seats = make_category("Seats", below=make_category("Furniture"))

    keeper.post(f"{CATEGORIES}{seats.pk}/change/", typed("Chairs", parent=garden.pk))

    chairs = Category.objects.get(pk=seats.pk)
    assert (chairs.name, Category.objects.get_parent(chairs)) == ("Chairs", garden)


def test_category_goes_to_the_top(keeper: Client) -> None:
    seats = make_category("Seats", below=make_category("Furniture"))

    keeper.post(f"{CATEGORIES}{seats.pk}/change/", typed("Seats", parent=""))

    assert Category.objects.get(pk=seats.pk).is_root()


def test_circle_is_refused_beside_the_field(keeper: Client) -> None:
    furniture = make_category("Furniture")
    seats = make_category("Seats", below=furniture)
    before = list(Category.objects.order_by("pk").values())

    answer = keeper.post(f"{CATEGORIES}{furniture.pk}/change/", typed("New", parent=seats.pk))

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["parent"]
    assert list(Category.objects.order_by("pk").values()) == before


def test_category_with_others_below_it_is_not_deleted(keeper: Client) -> None:
    furniture = make_category("Furniture")
    make_category("Seats", below=furniture)

    one = keeper.post(f"{CATEGORIES}{furniture.pk}/delete/", {"post": "yes"})
    keeper.post(CATEGORIES, {"action": "delete_selected", "_selected_action": [furniture.pk], "post": "yes"})

    assert one.status_code == 403
    assert Category.objects.count() == 2


def test_last_category_of_a_branch_is_deleted(keeper: Client) -> None:
    furniture = make_category("Furniture")
    seats = make_category("Seats", below=furniture)

    keeper.post(f"{CATEGORIES}{seats.pk}/delete/", {"post": "yes"})

    assert [(each.slug, each.numchild) for each in Category.objects.all()] == [("furniture", 0)]


def test_list_shows_the_tree_and_costs_the_same_for_many(keeper: Client) -> None:
    def page() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as captured:
            answer = keeper.get(CATEGORIES)
        return answer.content.decode(), len(captured)

    make_category("Seats", below=make_category("Furniture"))
    shown, few = page()
    for _ in range(10):
        CategoryFactory()

    assert "— Seats" in shown
    assert page()[1] == few
