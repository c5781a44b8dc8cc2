"""The search page. Like all pages of the shop it is the same for everyone; it reads PostgreSQL, a few at a time."""

import re
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string

from catalog.errors import CategoryNotFound
from catalog.mirror.read import read_categories, read_products
from catalog.mirror.reading.shelves import find
from catalog.mirror.sharing.answers import Answer
from catalog.mirror.view import CategoryView
from catalog.search.attributes.asked import NOT_A_NUMBER
from catalog.search.attributes.filters import known_filters
from catalog.search.facets import MOST_COLOURS, read_facets
from catalog.search.find import MOST_RANKED, Found, find_products
from catalog.search.question import Question, Sort
from catalog.search.readers import search_reader
from catalog.search.shelves import shelves_below
from catalog.site.public import public_page
from catalog.site.search.chips import CURSOR, chips_of, without
from catalog.site.search.filters import filters_of
from catalog.site.search.form import SORTS, by_itself_order, read_search
from catalog.site.search.shelves import as_tree
from catalog.site.views import absolute

PRODUCTS_A_PAGE = 24
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")


@public_page
def search(request: HttpRequest) -> Answer:
    """What is asked, found. What cannot be understood is said beside its field; the rest is found all the same."""
    with search_reader():
        filters = known_filters()
    asked = read_search(request.GET, filters, MOST_COLOURS)
    shelves = read_categories()
    category = _category_of(asked.question, shelves)
    found = find_products(asked.question, request.GET.get(CURSOR, ""), PRODUCTS_A_PAGE)
    facets = read_facets(asked.question.category_slug)
    shown = filters_of(facets, filters, request.GET, asked.mistakes)
    facts = {
        **_found_facts(request, found, asked.question),
        "search": asked,
        "sorts": _sorts(asked.question),
        "categories": shelves,
        "shelves": as_tree(shelves),
        "category": category,
        "facets": facets,
        "filters": shown,
        # Beside no field: boxes and fields of attributes that are no filters.
        "has_strangers": any(mistake != NOT_A_NUMBER for mistake in asked.mistakes.values()),
        "chips": chips_of(request.GET, asked.question, shown, category, settings.SHOP_CURRENCY),
        "currency": settings.SHOP_CURRENCY,
        "canonical_url": absolute("catalog:category", category.slug)
        if category
        else absolute("catalog:search"),
    }
    page = render_to_string("catalog/search/page.html", facts, request)
    return Answer.of(page.encode(), is_understood=asked.is_understood)


def _category_of(question: Question, shelves: tuple[CategoryView, ...]) -> CategoryView | None:
    """The category that is looked into; one that is empty is called as its address is."""
    slug = question.category_slug
    if slug is None:
        return None
    with search_reader():
        if not SLUG.fullmatch(slug) or not shelves_below(slug):
            raise CategoryNotFound(f"There is no category {slug!r}.")
    return find(shelves, slug) or CategoryView(slug, slug.replace("-", " ").capitalize(), "")


def _found_facts(request: HttpRequest, found: Found, question: Question) -> dict[str, object]:
    cursors = {"next": found.next_cursor, "previous": found.previous_cursor}
    return {
        "products": read_products(found.slugs),
        "total": total_words(found.total, is_exact=found.is_exact),
        "is_first_page": not request.GET.get(CURSOR),
        "searched": found.text,
        "asked_text": question.text.strip(),
        "is_mended": found.text != question.text.strip(),
        # Of many that have the words, only some are ranked.
        "has_unranked": question.order is Sort.RELEVANCE and not found.is_exact and not found.next_cursor,
        **{name: _address(request.GET, cursor) for name, cursor in cursors.items()},
    }


def total_words(total: int, *, is_exact: bool) -> str:
    """How many there are as one would say it: an estimate has two digits that mean something."""
    if is_exact:
        return "1 product" if total == 1 else f"{total:,} products"
    rounded = round(total, 2 - len(str(total)))
    return f"About {rounded:,} products" if rounded > MOST_RANKED else f"More than {MOST_RANKED} products"


def _address(asked: QueryDict, cursor: str) -> str:
    """The query of the same question at another page; "" for none."""
    return f"{without(asked)}&{urlencode({CURSOR: cursor})}" if cursor else ""


def _sorts(question: Question) -> list[tuple[str, str, bool]]:
    """Value, words, and whether it is chosen. What holds by itself has no value, so that it changes with the words."""
    by_itself = by_itself_order(question.text)
    return [
        ("" if sort is by_itself else sort.value, words, sort is question.order)
        for sort, words in SORTS.items()
        if sort is not Sort.RELEVANCE or sort is by_itself
    ]
