"""The page on which shoppers search: what it shows, where it leads, and what it says when there is nothing."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.errors import CatalogUnavailable
from catalog.mirror.relay import relay_mirror
from catalog.models import AttributeChoice, Product
from catalog.search import find
from catalog.search.refresh import relay_search
from catalog.services.attributes.set_attribute import set_attribute
from catalog.site.search import views
from catalog.states import AttributeKind
from tests.catalog.site.pages import Page
from tests.factories.catalog import (
    CategoryFactory,
    ProductFactory,
    choose,
    make_attribute,
    make_offer,
    make_option,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("oak")]


@pytest.fixture
def oak() -> AttributeChoice:
    """A shop of an oak chair, which is 90 cm high and sold out, and a sofa."""
    wood = make_attribute(AttributeKind.CHOICE, name="Wood", is_filter=True)
    oak: AttributeChoice = AttributeChoice.objects.create(attribute=wood, name="Oak")
    height = make_attribute(AttributeKind.NUMBER, name="Height", unit="cm", is_filter=True)
    paint = make_attribute(AttributeKind.COLOUR, name="Paint", is_filter=True)
    for shelf, name, colour, on_hand in (("Chairs", "Oak chair", "Moss", 0), ("Sofas", "Sofa", "Rust", 5)):
        category = CategoryFactory(name=shelf, slug=shelf.lower())
        product = ProductFactory(
            published=True, name=name, slug=name.lower().replace(" ", "-"), category=category
        )
        make_offer(product=product, name=colour, swatch="#6b7a4b", on_hand=on_hand, amount_minor=9000)
    chair = Product.objects.get(slug="oak-chair").pk
    set_attribute(product_id=chair, attribute=wood, value=oak)
    set_attribute(product_id=chair, attribute=height, value=Decimal(90))
    set_attribute(product_id=chair, attribute=paint, value="#a1b2c3")
    relay_mirror()
    relay_search()
    return oak


def shown(client: Client, query: str) -> Page:
    response = client.get(f"/search/?{query}")
    assert response.status_code == 200
    return Page(response.content.decode())


def found(client: Client, query: str) -> list[str]:
    links = [link["href"] for link in shown(client, query).all("a")]
    return [link.split("/")[2] for link in links if link.startswith("/products/")]


def test_search_finds_by_every_field(client: Client, oak: AttributeChoice) -> None:
    assert found(client, "") == ["sofa", "oak-chair"]
    assert found(client, "q=chair") == ["oak-chair"]
    assert found(client, "category=sofas") == ["sofa"]
    assert found(client, "available=true") == ["sofa"]
    assert found(client, "colour=Moss") == ["oak-chair"]
    assert found(client, "price_max=89.99") == []
    assert found(client, f"attr.wood={oak.pk}") == ["oak-chair"]
    assert found(client, "attr.height.min=80&attr.height.max=90") == ["oak-chair"]
    assert found(client, "attr.paint=a1b2c3&sort=price") == ["oak-chair"]


def test_filters_are_a_form_that_keeps_what_is_chosen(client: Client, oak: AttributeChoice) -> None:
    page = shown(
        client,
        f"q=chair&category=chairs&price_min=1,50&attr.wood={oak.pk}&attr.height.max=95&available=true&sort=price",
    )

    assert page.one("form")["method"] == "get"
    assert page.one("input", name="q")["value"] == "chair"
    assert page.one("input", name="price_min")["value"] == "1,50"
    assert page.one("input", name="attr.height.max")["value"] == "95"
    assert page.one("input", name="attr.height.min")["placeholder"] == "90"
    assert "checked" in page.one("input", name="attr.wood", value=str(oak.pk))
    assert "checked" in page.one("input", name="available")
    assert "checked" not in page.one("input", name="colour", value="Moss")
    assert {option["value"] for option in page.all("option") if "selected" in option} == {"chairs", "price"}


def test_order_that_was_not_chosen_goes_with_the_words(client: Client) -> None:
    without_words, with_words = (shown(client, query).all("option") for query in ("", "q=chair"))

    assert [option["value"] for option in without_words[-3:]] == ["", "price", "-price"]
    assert [option["value"] for option in with_words[-4:]] == ["", "newest", "price", "-price"]


def test_chosen_filters_are_links_that_leave_them_out(client: Client, oak: AttributeChoice) -> None:
    page = shown(client, f"q=chair&attr.wood={oak.pk}&colour=Moss&colour=Rust&width=90&after=")

    assert [link["href"] for link in page.all("a", **{"class": "chip"})] == [
        f"?q=chair&attr.wood={oak.pk}&colour=Moss&colour=Rust",
        f"?q=chair&attr.wood={oak.pk}&colour=Rust&width=90",
        f"?q=chair&attr.wood={oak.pk}&colour=Moss&width=90",
        "?q=chair&colour=Moss&colour=Rust&width=90",
    ]


def test_options_are_filters_like_others(client: Client) -> None:
    sofa = Product.objects.get(slug="sofa")
    (large,) = make_option(sofa, "Size", "Large")
    choose(sofa.variants.get(), large)
    relay_mirror()
    relay_search()

    page = shown(client, "option.size=Large")

    assert found(client, "option.size=Large") == ["sofa"]
    assert "checked" in page.one("input", name="option.size", value="Large")
    assert page.one("a", **{"class": "chip"})["href"] == "?"


def test_chosen_filter_that_nothing_has_stays_to_be_left_out(client: Client, oak: AttributeChoice) -> None:
    page = shown(client, f"category=sofas&attr.wood={oak.pk}&attr.paint=000000&colour=Moss")

    assert [box["name"] for box in page.all("input", type="checkbox") if "checked" in box] == [
        "colour",
        "attr.paint",
        "attr.wood",
    ]


def test_search_says_what_it_searched_for_instead(client: Client) -> None:
    html = client.get("/search/?q=chiar").content.decode()

    assert "Nothing is called “chiar”. These were found for “chair” instead." in html
    assert "1 product for “chair”" in html


def test_nothing_found_leads_on(client: Client) -> None:
    page = shown(client, "q=chair&available=true")

    assert "/search/?q=chair" in [link["href"] for link in page.all("a")]
    assert "/categories/sofas/" in [link["href"] for link in page.all("a")]


def test_pages_of_results_lead_there_and_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PRODUCTS_A_PAGE", 1)

    onward = shown(client, "sort=price&colour=Moss&colour=Rust").one("a", rel="next nofollow")["href"]
    back = shown(client, onward[1:]).one("a", rel="prev nofollow")["href"]

    assert found(client, onward[1:]) == ["sofa"]
    assert found(client, back[1:]) == ["oak-chair"]


def test_end_of_what_is_ranked_says_that_there_is_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = ProductFactory(published=True, name="Chair", slug="chair", category=CategoryFactory())
    make_offer(product=put, name="Plain")
    relay_mirror()
    relay_search()
    monkeypatch.setattr(find, "MOST_RANKED", 1)

    matches, newest = (
        client.get(f"/search/?q=chair{order}").content.decode() for order in ("", "&sort=newest")
    )

    assert "Only the best matches are shown." in matches
    assert "Only the best matches are shown." not in newest


def test_what_is_wrong_stands_beside_its_field(client: Client) -> None:
    response = client.get("/search/?q=chair&price_min=cheap&attr.height.min=tall")
    page = Page(response.content.decode())

    assert (response.status_code, response["Cache-Control"]) == (400, "no-store")
    for name, typed in (("price_min", "cheap"), ("attr.height.min", "tall")):
        field = page.one("input", name=name)
        assert (field["value"], field["aria-invalid"]) == (typed, "true")
        assert "hidden" not in page.one("p", id=field["aria-describedby"])
    assert "hidden" in page.one("p", id="error-price_max")
    assert "/products/oak-chair/" in [link["href"] for link in page.all("a")]


def test_filters_that_are_gone_are_left_out_aloud(client: Client) -> None:
    response = client.get("/search/?attr.brand=x")

    assert response.status_code == 400
    assert "A filter of this address is not there any more" in response.content.decode()


def test_unknown_shelf_and_forged_cursor_are_not_found(client: Client) -> None:
    assert client.get("/search/?category=hats").status_code == 404
    assert client.get("/search/?after=forged").status_code == 404


def test_search_stays_out_of_search_engines_and_may_be_cached(client: Client) -> None:
    response = client.get("/search/?category=chairs&q=oak")
    page = Page(response.content.decode())

    assert page.one("meta", name="robots")["content"] == "noindex, follow"
    assert page.one("link", rel="canonical")["href"].endswith("/categories/chairs/")
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies
    again = client.get("/search/?category=chairs&q=oak", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_search_asks_the_database_three_times(
    client: Client, oak: AttributeChoice, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/search/?q=chair&category=chairs&attr.wood={oak.pk}"
    client.get(address)

    # How many to expect, a page of them, and the facets; documents come out of the mirror.
    with django_assert_num_queries(3):
        client.get(address)


def test_busy_search_asks_for_patience(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise CatalogUnavailable("The search is busy.")

    monkeypatch.setattr(views, "find_products", fail)

    response = client.get("/search/")

    assert (response.status_code, response["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(
    ("total", "is_exact", "words"),
    [
        (0, True, "0 products"),
        (1, True, "1 product"),
        (200, True, "200 products"),
        (201, False, "More than 200 products"),
        (12_345, False, "About 12,000 products"),
        (987_654, False, "About 990,000 products"),
    ],
)
def test_totals_are_no_more_exact_than_they_are(total: int, words: str, *, is_exact: bool) -> None:
    assert views.total_words(total, is_exact=is_exact) == words


def test_every_page_has_a_search_field_but_where_people_pay(client: Client) -> None:
    for address in ("/", "/categories/chairs/", "/products/oak-chair/", "/cart/"):
        page = Page(client.get(address).content.decode())
        assert page.one("form", role="search")["action"] == "/search/"
        assert page.one("input", name="q")["type"] == "search"
    assert len(shown(client, "").all("input", name="q")) == 1


def test_shelf_leads_to_its_filters_and_asks_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/categories/chairs/")

    with django_assert_num_queries(0):
        html = client.get("/categories/chairs/").content.decode()

    assert Page(html).one("a", rel="nofollow")["href"] == "/search/?category=chairs"


def test_cold_cache_costs_a_few_more_questions(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/search/?q=chair")
    cache.delete("search:filters")

    # The filters and their choices.
    with django_assert_num_queries(5):
        client.get("/search/?q=chair")
