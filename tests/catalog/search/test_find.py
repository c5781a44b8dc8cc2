"""What is found, in which order, page by page, and what is not."""

import pytest
from django.core.cache import cache

from catalog.errors import BadCursor
from catalog.models import Category, Product, Synonym
from catalog.search import find
from catalog.search.find import find_products
from catalog.search.paging import pages
from catalog.search.question import Question, Sort
from catalog.search.refresh import relay_search
from tests.catalog.search.conftest import put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("chairs")]

ALL = ("sofa", "velvet-chair", "oak-chair")

FOUND: dict[str, tuple[Question, tuple[str, ...]]] = {
    "everything, newest first": (Question(), ALL),
    "cheapest first": (Question(sort=Sort.PRICE_UP), ("velvet-chair", "oak-chair", "sofa")),
    "dearest first": (Question(sort=Sort.PRICE_DOWN), ("sofa", "oak-chair", "velvet-chair")),
    "relevance without words": (Question(sort=Sort.RELEVANCE), ALL),
    "a word": (Question("chair"), ("velvet-chair", "oak-chair")),
    "another form of it": (Question("Chairs"), ("velvet-chair", "oak-chair")),
    "two words": (Question("chair oak"), ("oak-chair",)),
    "a word begun": (Question("velv"), ("velvet-chair",)),
    "a finished word is not one begun": (Question("velv ", price_max=1), ()),
    "one letter begun": (Question("oak x"), ("oak-chair",)),
    "without its accent": (Question("boucle"), ("sofa",)),
    "an article number": (Question("sofa-7/b"), ("sofa",)),
    "mistyped": (Question("vlevet chiar"), ("velvet-chair",)),
    "only signs": (Question("!!! '"), ()),
    "quotes and operators": (Question("oak' | 'sofa:* & !\\"), ()),
    "a category": (Question(category_slug="chairs"), ("velvet-chair", "oak-chair")),
    "no such category": (Question(category_slug="hats"), ()),
    "from a price": (Question(price_min=30000), ("sofa", "oak-chair")),
    "up to a price": (Question(price_max=30000), ("velvet-chair", "oak-chair")),
    "available": (Question(is_available=True), ("sofa", "velvet-chair")),
    "either colour": (Question(colours=("Moss", "Rust")), ("velvet-chair", "oak-chair")),
    "fits turned": (Question(fits_mm=(820, 2200, 950)), ("sofa",)),
    "does not fit": (Question(fits_mm=(819, 2200, 950)), ()),
}


def slugs(question: Question) -> tuple[str, ...]:
    return find_products(question, "", 10).slugs


@pytest.mark.parametrize(("question", "expected"), FOUND.values(), ids=FOUND)
def test_find_products(question: Question, expected: tuple[str, ...]) -> None:
    found = find_products(question, "", 10)

    assert found.slugs == expected
    assert (found.total, found.is_exact) == (len(expected), True)


def test_find_products_says_what_it_searched_for_when_words_were_mistyped() -> None:
    assert find_products(Question("vlevet"), "", 10).text == "velvet"
    assert find_products(Question("velvet"), "", 10).text == "velvet"


def test_words_that_only_a_price_rules_out_are_not_mended(chairs: Category) -> None:
    ramp = put("ramp", "Ramp", chairs, amount_minor=100)
    Product.objects.filter(pk=ramp.pk).update(description="")
    relay_search()

    assert slugs(Question("lamp", price_max=200)) == ()
    assert slugs(Question("camp", price_max=200)) == ("ramp",)


def test_names_are_more_relevant_than_descriptions(chairs: Category) -> None:
    put("lamp", "Standing lamp", chairs)
    put("stool", "Stool", chairs)
    relay_search()

    assert slugs(Question("lamp", sort=Sort.RELEVANCE))[0] == "lamp"
    assert len(slugs(Question("lamp"))) == 5


def test_synonyms_find_each_other(chairs: Category) -> None:
    assert slugs(Question("couch")) == ()
    Synonym.objects.create(words="sofa, couch, long seat")
    cache.clear()

    assert slugs(Question("couch")) == ("sofa",)
    assert slugs(Question("long seat ")) == ("sofa",)
    assert slugs(Question("boucle couch")) == ("sofa",)


@pytest.mark.parametrize("sort", Sort)
def test_pages_lead_to_the_end_and_back(sort: Sort, chairs: Category) -> None:
    for number in range(4):
        put(f"chair-{number}", "Plain chair", chairs)
    relay_search()
    question = Question("chair", sort=sort)
    everything = slugs(question)

    forward, page = [], find_products(question, "", 2)
    while True:
        forward.append(page)
        if not page.next_cursor:
            break
        page = find_products(question, page.next_cursor, 2)
    backward = [page]
    while page.previous_cursor:
        page = find_products(question, page.previous_cursor, 2)
        backward.append(page)

    assert [slug for each in forward for slug in each.slugs] == list(everything)
    assert [each.slugs for each in backward] == [each.slugs for each in reversed(forward)]
    assert len(everything) == 6


@pytest.mark.parametrize("cursor", ["x", "é", "bnVsbA", "W10", "WyJuZXdlc3QiLG51bGwsMSx0cnVlXQ", "A" * 300])
def test_malformed_cursors_are_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        find_products(Question(), cursor, 10)


def test_cursor_of_another_order_is_refused() -> None:
    cursor = find_products(Question(sort=Sort.PRICE_UP), "", 1).next_cursor

    with pytest.raises(BadCursor):
        find_products(Question(sort=Sort.PRICE_DOWN), cursor, 1)


def test_counting_ends_at_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "MOST_RANKED", 2)

    found = find_products(Question(), "", 1)

    assert not found.is_exact
    assert found.total >= 3


def test_search_asks_how_many_to_expect_and_then_once(django_assert_num_queries: object) -> None:
    find_products(Question("chair"), "", 10)

    with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's fixture
        find_products(Question("chair", sort=Sort.RELEVANCE, price_max=99999), "", 10)


@pytest.mark.parametrize("sort", Sort)
def test_many_are_found_like_few(sort: Sort, monkeypatch: pytest.MonkeyPatch) -> None:
    question = Question("chair", sort=sort)
    gathered = [find_products(question, "", 1)]
    gathered.append(find_products(question, gathered[0].next_cursor, 1))

    monkeypatch.setattr(pages, "FEW", -1)
    walked = [find_products(question, "", 1)]
    walked.append(find_products(question, walked[0].next_cursor, 1))

    assert walked == gathered
    assert {slug for page in walked for slug in page.slugs} == {"velvet-chair", "oak-chair"}
