"""What a shopper may mean who is still typing: categories and products, as a list below the search field."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string

from catalog.mirror.read import read_categories, read_products
from catalog.mirror.sharing.answers import Answer
from catalog.mirror.view import CategoryView
from catalog.search.find import find_products
from catalog.search.question import LONGEST_TEXT, Question
from catalog.search.readers import suggestion_reader
from catalog.search.words import words_of
from catalog.site.public import public_page

MOST_PRODUCTS = 6
MOST_CATEGORIES = 3
# One letter begins so many words that it tells nothing.
FEWEST_LETTERS = 2
NOTHING = Answer.of(b"")


@public_page
def suggestions(request: HttpRequest) -> Answer:
    """A part of a page with the options of a list; nothing at all where there is nothing to suggest.

    Products are those that the search itself finds, with its bounds: the last word may be unfinished, and of many only
    the newest are ranked.
    """
    text = request.GET.get("q", "")
    if len(text) > LONGEST_TEXT:
        return Answer.of(b"", is_understood=False)
    if sum(len(word) for word in words_of(text)) < FEWEST_LETTERS:
        return NOTHING
    with suggestion_reader():
        found = find_products(Question(text), "", MOST_PRODUCTS)
    facts = {
        "shelves": shelves_called(text, read_categories())[:MOST_CATEGORIES],
        "products": read_products(found.slugs),
    }
    return Answer.of(render_to_string("catalog/search/suggestions.html", facts, request).strip().encode())


def shelves_called(text: str, shelves: Sequence[CategoryView]) -> list[CategoryView]:
    """Those in whose names words begin with all the words typed, in the shop's order."""
    typed = words_of(text)
    return [
        shelf
        for shelf in shelves
        if all(any(word.startswith(begun) for word in words_of(shelf.name)) for begun in typed)
    ]
