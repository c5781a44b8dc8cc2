"""What products are sold in is found and counted by its name, and colours as colours."""

import pytest

from catalog.models import Category, OptionValue, Product, Variant
from catalog.search.attributes.asked import NOT_A_CHOICE, TOO_MANY
from catalog.search.attributes.options import (
    MOST_OPTIONS,
    AskedOptions,
    OfferedValue,
    OptionFacet,
    option_facets,
    read_options,
)
from catalog.search.facets import Colour, read_facets
from catalog.search.find import find_products
from catalog.search.question import Question
from catalog.search.refresh import SearchVerdict, relay_search, verify_search
from tests.catalog.search.conftest import put
from tests.factories.catalog import choose, make_offer, make_option

pytestmark = pytest.mark.django_db

RIGHT = SearchVerdict(products=4, entries=0, counts=0)


@pytest.fixture
def stool(chairs: Category) -> Product:
    """A stool in moss and rust, of which moss is there small and rust is there tall; XL cannot be bought."""
    stool = put("stool", "Stool", chairs)
    stool.variants.all().delete()
    moss, rust = make_option(stool, "Colour", "Moss", "Rust")
    OptionValue.objects.filter(pk=moss.pk).update(swatch="#6b7a4b")
    OptionValue.objects.filter(pk=rust.pk).update(swatch="#a5512d")
    small, tall, huge = make_option(stool, "Leg: Height", "Small", "Tall", "XL")
    for colour, height in ((moss, small), (rust, tall)):
        choose(make_offer(product=stool), colour, height)
    choose(make_offer(product=stool, is_active=False), rust, huge)
    relay_search()
    return stool


def slugs(*options: tuple[str, ...]) -> set[str]:
    return set(find_products(Question(options=options), "", 10).slugs)


def test_options_are_counted_by_name_and_colours_as_colours(stool: Product) -> None:
    facets = read_facets("chairs")

    assert facets.options == (
        OptionFacet("leg  height", (OfferedValue("Small", 1), OfferedValue("Tall", 1))),
    )
    # One of each is of a chair without options, whose versions are named so.
    assert facets.colours == (Colour("Moss", 2), Colour("Rust", 2))


def test_products_are_found_by_their_options(stool: Product) -> None:
    asked = read_options(
        {"option.leg  height": ["Small", "Huge"], "option.material": ["Oak"], "colour": ["x"]}
    )

    assert asked.mistakes == {}
    assert slugs(asked.facets[0]) == {"stool"}
    assert slugs(*asked.facets) == set()


def test_search_follows_options(stool: Product) -> None:
    OptionValue.objects.filter(name="Small").update(name="Low")
    Variant.objects.filter(product=stool, is_active=False).update(is_active=True)
    before = verify_search()

    relay_search()

    assert before.entries == 1
    assert verify_search() == RIGHT
    assert [value.name for value in read_facets(None).options[0].values] == ["Low", "Tall", "XL"]


def test_longest_names_are_found(stool: Product) -> None:
    (longest,) = make_option(stool, "n" * 40, "v" * 60)
    choose(Variant.objects.filter(product=stool, is_active=True)[0], longest)
    relay_search()

    assert slugs(*read_options({f"option.{'n' * 40}": ["v" * 60]}).facets) == {"stool"}
    assert verify_search() == RIGHT


def test_most_common_options_come_first() -> None:
    found = {f"option:{number}:x": number for number in range(1, MOST_OPTIONS + 3)}

    facets = option_facets({**found, "option:5:y": 90})

    assert [facet.name for facet in facets] == ["5", "10", "9", "8", "7", "6", "4", "3"]
    assert [value.name for value in facets[0].values] == ["y", "x"]


def test_read_options_refuses_crowds_and_what_cannot_be_kept() -> None:
    assert read_options({"option.size": ["a"] * 21, "option.a\0": ["b"], "option.c": ["\0"]}) == AskedOptions(
        (), {"option.size": TOO_MANY, "option.a\0": NOT_A_CHOICE, "option.c": NOT_A_CHOICE}
    )
