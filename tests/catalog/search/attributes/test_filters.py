"""What is found by what is said of products, and that entries and counts follow whatever changes."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction

from catalog.models import Attribute, AttributeValue, FilterChange, Product, SearchChange, SearchEntry
from catalog.search import refresh
from catalog.search.attributes.bands import NumberBand
from catalog.search.attributes.filters import known_filters
from catalog.search.facets import read_facets
from catalog.search.find import find_products
from catalog.search.question import Question, Said
from catalog.search.refresh import SearchVerdict, relay_search, verify_search
from catalog.states import AttributeKind
from tests.catalog.search.attributes.conftest import Saying
from tests.factories.catalog import make_attribute

pytestmark = pytest.mark.django_db

RIGHT = SearchVerdict(products=3, entries=0, counts=0)


def slugs(*said: Said) -> set[str]:
    return set(find_products(Question(said=said), "", 10).slugs)


def test_products_are_found_by_what_is_said_of_them(saying: Saying) -> None:
    wood, height, folds, paint = known_filters()[1], saying.height.pk, known_filters()[2], known_filters()[3]
    oak = Said(wood.id, (wood.facet(str(saying.oak.pk)),))
    either = Said(wood.id, (*oak.facets, wood.facet(str(saying.ash.pk))))

    assert slugs(oak) == {"oak-chair"}
    assert slugs(either) == {"oak-chair", "velvet-chair"}
    assert slugs(Said(folds.id, (folds.facet("true"),))) == {"oak-chair"}
    assert slugs(Said(paint.id, (paint.facet("a1b2c3"),))) == {"oak-chair"}
    assert slugs(either, Said(height, most=Decimal(42))) == {"velvet-chair"}
    assert slugs(Said(height, least=Decimal("45.75"), most=Decimal("45.75"))) == {"oak-chair"}
    assert slugs(Said(height, least=Decimal("45.76"))) == set()
    assert slugs(Said(height)) == {"oak-chair", "velvet-chair"}


def test_facets_count_what_is_said_in_the_order_of_attributes(saying: Saying) -> None:
    facets = read_facets("chairs").attributes

    assert [facet.filter.slug for facet in facets] == ["height", "wood", "folds", "paint"]
    assert [(value.value, value.name, value.products) for value in facets[1].values] == [
        (str(saying.oak.pk), "Oak", 1),
        (str(saying.ash.pk), "Ash", 1),
    ]
    assert [(value.value, value.name) for value in facets[2].values] == [("true", "Yes")]
    assert [(value.value, value.name) for value in facets[3].values] == [("a1b2c3", "#a1b2c3")]
    assert facets[0].bands == (
        NumberBand(Decimal(42), Decimal(45), 1),
        NumberBand(Decimal(45), None, 1),
    )
    assert read_facets("sofas").attributes == ()


@pytest.mark.parametrize(
    ("number", "cell"),
    [
        ("0", "0"), ("42", "42"), ("42.999999", "42"), ("99.999999", "99"), ("100", "100"), ("1299", "1200"),
        ("0.0427", "0.042"), ("0.000001", "0.000001"), ("-42", "-42"), ("-42.5", "-43"), ("-427", "-430"),
        ("98765432109.5", "98000000000"),
    ],
)  # fmt: skip
def test_cell_is_the_first_two_digits(number: str, cell: str, saying: Saying) -> None:
    AttributeValue.objects.filter(attribute=saying.height, product__slug="oak-chair").update(number=number)

    relay_search()

    entry = SearchEntry.objects.get(product_id=Product.objects.get(slug="oak-chair").pk)
    assert f"attribute:{saying.height.pk}:{cell}" in entry.facets


CHANGES: dict[str, Callable[[Saying], object]] = {
    "said differently": lambda saying: AttributeValue.objects.filter(choice=saying.oak).update(
        choice=saying.ash
    ),
    "another number": lambda saying: AttributeValue.objects.filter(attribute=saying.height).update(number=7),
    "not said any more": lambda saying: AttributeValue.objects.filter(attribute=saying.paint).delete(),
    "no filter any more": lambda saying: Attribute.objects.filter(pk=saying.wood.pk).update(is_filter=False),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_search_follows_what_is_said(change: Callable[[Saying], object], saying: Saying) -> None:
    change(saying)
    before = verify_search()

    relay_search()

    assert before.entries > 0
    assert verify_search() == RIGHT
    assert not FilterChange.objects.exists()


def test_new_filter_is_followed_product_by_product(saying: Saying, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "BATCH", 1)
    Attribute.objects.filter(pk=saying.wood.pk).update(is_filter=False)
    Attribute.objects.filter(pk=saying.wood.pk).update(is_filter=True)

    # One step each: the first product of the first change.
    relay_search(work_seconds=0)
    assert FilterChange.objects.count() == 2
    relay_search()

    assert not FilterChange.objects.exists()
    assert verify_search() == RIGHT


def test_changing_a_filter_changes_no_product(saying: Saying) -> None:
    versions = list(Product.objects.order_by("pk").values_list("version", flat=True))

    Attribute.objects.update(is_filter=False)

    assert list(Product.objects.order_by("pk").values_list("version", flat=True)) == versions
    assert not SearchChange.objects.exists()
    assert FilterChange.objects.count() == 4


def test_renamed_attributes_and_choices_are_renamed_without_their_products(saying: Saying) -> None:
    Attribute.objects.filter(pk=saying.wood.pk).update(name="Timber")
    type(saying.oak).objects.filter(pk=saying.oak.pk).update(name="White oak")
    cache.clear()

    facet = read_facets(None).attributes[1]

    assert (facet.filter.name, facet.values[0].name) == ("Timber", "White oak")
    assert verify_search() == RIGHT


def test_text_is_no_filter() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_attribute(AttributeKind.TEXT, is_filter=True)


def test_numbers_within_bounds_are_found_by_their_index(saying: Saying) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT product_id FROM catalog_attributevalue WHERE attribute_id = %s AND number >= 40",
            [saying.height.pk],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "attribute_value_number" in plan
