"""Programs that keep a copy: members they ask for, changes they follow, and answers they have already."""

from datetime import timedelta
from urllib.parse import quote

import pgtrigger
import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from catalog.mirror.rebuild import rebuild_mirror
from catalog.mirror.relay import relay_mirror
from catalog.mirror.sharing import answers
from catalog.models import Product
from tests.factories.catalog import ProductFactory, make_offer

pytestmark = pytest.mark.django_db

EVER = "2020-01-01T00:00:00Z"
LONG = timedelta(seconds=answers.SETTLED_SECONDS + 10)


@pytest.fixture(autouse=True)
def _shop() -> None:
    for slug in ("a", "b", "c"):
        make_offer(product=ProductFactory(published=True, slug=slug, name=slug.upper()))
    relay_mirror()


def settle() -> None:
    """Let the last changes be some time ago, as the mirror tells it."""
    with pgtrigger.ignore("catalog.Product:number_version"):
        Product.objects.update(changed_at=F("changed_at") - LONG)
    rebuild_mirror()


def test_only_the_members_that_were_asked_for_are_told(client: Client) -> None:
    one = client.get("/api/v1/products/a/?fields=name,slug")
    all_ = client.get("/api/v1/products/a/")
    listed = client.get("/api/v1/products/?fields=slug&limit=2").json()

    assert one.json() == {"slug": "a", "name": "A"}
    assert one["ETag"] != all_["ETag"]
    assert [set(product) for product in listed["items"]] == [{"slug"}, {"slug"}]
    assert "fields=slug" in listed["next"]


def test_order_of_the_members_makes_no_other_answer(client: Client) -> None:
    one, other = (client.get(f"/api/v1/products/a/?fields={names}") for names in ("name,slug", "slug,name"))

    assert one.content == other.content
    assert one["ETag"] == other["ETag"]


def test_members_can_be_chosen_in_a_search(client: Client) -> None:
    answer = client.get("/api/v1/products/?available=true&fields=slug")

    assert answer.status_code == 200
    assert all(set(product) == {"slug"} for product in answer.json()["items"])


@pytest.mark.parametrize("path", ["", "a/"])
@pytest.mark.parametrize("names", ["price", "slug,nonsense", ",", "slug,"])
def test_unknown_members_are_refused(path: str, names: str, client: Client) -> None:
    answer = client.get(f"/api/v1/products/{path}?fields={names}")

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "invalid")
    assert [(error["place"], error["code"]) for error in problem["errors"]] == [("fields", "unknown")]


def test_changes_are_followed_page_by_page_and_from_then_on(client: Client) -> None:
    Product.objects.filter(slug="b").update(state="archived")
    relay_mirror()
    found, removed, address = [], [], f"/api/v1/products/?updated_since={EVER}&limit=2&fields=slug"
    while address:
        body = client.get(address).json()
        found += [product["slug"] for product in body["items"]]
        removed += [gone["slug"] for gone in body["removed"]]
        address, until = body["next"], body["until"]

    assert (sorted(found), removed) == (["a", "c"], ["b"])
    Product.objects.filter(slug="c").update(name="Renamed")
    relay_mirror()
    news = client.get(f"/api/v1/products/?updated_since={quote(until)}").json()
    assert [product["name"] for product in news["items"]] == ["Renamed"]


def test_caches_ask_each_time_whether_something_has_changed(client: Client) -> None:
    path = f"/api/v1/products/?updated_since={EVER}"
    first = client.get(path)

    assert first["Cache-Control"] == "no-cache"
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("query", "place", "code"),
    [
        ("updated_since=yesterday", "updated_since", "invalid"),
        (f"updated_since={EVER}&category=chairs", "category", "not_of_changes"),
        (f"updated_since={EVER}&search=oak", "search", "not_of_changes"),
        (f"updated_since={EVER}&limit=101", "limit", "max_value"),
    ],
)
def test_questions_that_changes_do_not_answer_are_refused(
    query: str, place: str, code: str, client: Client
) -> None:
    answer = client.get(f"/api/v1/products/?{query}")

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["place"], error["code"]) == (400, place, code)


def test_foreign_cursor_of_changes_is_refused(client: Client) -> None:
    answer = client.get(f"/api/v1/products/?updated_since={EVER}&cursor=nonsense")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize("path", ["/api/v1/products/a/", "/products/a/"])
def test_unchanged_product_is_not_sent_to_who_knows_when_it_changed(path: str, client: Client) -> None:
    settle()
    first = client.get(path)
    changed = first["Last-Modified"]

    again = client.get(path, headers={"If-Modified-Since": changed})

    assert (again.status_code, again.content, again["Last-Modified"]) == (304, b"", changed)
    earlier = http_date(timezone.now().timestamp() - 7 * 86400)
    assert client.get(path, headers={"If-Modified-Since": earlier}).status_code == 200
    # The ETag decides where both are told (RFC 9110, section 13.2.2).
    both = {"If-Modified-Since": changed, "If-None-Match": '"other"'}
    assert client.get(path, headers=both).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/products/a/", "/products/a/"])
def test_product_that_has_just_changed_says_no_instant_that_a_second_change_could_share(
    path: str, client: Client
) -> None:
    assert "Last-Modified" not in client.get(path)
