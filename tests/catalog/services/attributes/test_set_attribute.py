"""What is said of products: of the right kind, once, and every change reaches the mirror."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from catalog.errors import AttributeRefused
from catalog.models import (
    Attribute,
    AttributeChoice,
    AttributeValue,
    Collection,
    CollectionItem,
    MirrorEntry,
    Product,
)
from catalog.models.attributes import Value
from catalog.services.attributes.set_attribute import set_attribute
from catalog.states import AttributeKind
from tests.factories.catalog import ProductFactory, make_attribute, say

pytestmark = pytest.mark.django_db

VALUES: dict[str, Value] = {
    AttributeKind.TEXT: "Oiled oak",
    AttributeKind.NUMBER: Decimal("12.500000"),
    AttributeKind.BOOLEAN: False,
    AttributeKind.COLOUR: "#a1b2c3",
}


@pytest.fixture
def product() -> Product:
    product: Product = ProductFactory()
    return product


def said(product: Product) -> list[tuple[str, Value | None]]:
    return [(value.attribute.name, value.value) for value in product.attribute_values.all()]


def version_of(product: Product) -> int:
    return Product.objects.values_list("version", flat=True).get(pk=product.pk)


@pytest.mark.parametrize(("kind", "value"), VALUES.items())
def test_set_attribute_says_it_and_takes_it_away(kind: str, value: Value, product: Product) -> None:
    attribute = make_attribute(kind)

    set_attribute(product_id=product.pk, attribute=attribute, value=value)
    assert said(product) == [("Material", value)]

    set_attribute(product_id=product.pk, attribute=attribute, value=None)
    assert said(product) == []


def test_choice_is_one_of_the_attributes_own(product: Product) -> None:
    wood, metal = (make_attribute(AttributeKind.CHOICE, name=name) for name in ("Wood", "Metal"))
    oak = AttributeChoice.objects.create(attribute=wood, name="Oak")

    set_attribute(product_id=product.pk, attribute=wood, value=oak)
    with pytest.raises(AttributeRefused, match="“Metal” has no choice “Oak”"):
        set_attribute(product_id=product.pk, attribute=metal, value=oak)

    assert said(product) == [("Wood", oak)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (AttributeKind.TEXT, True),
        (AttributeKind.TEXT, "x" * 501),
        (AttributeKind.NUMBER, "12"),
        (AttributeKind.NUMBER, Decimal("1e20")),
        (AttributeKind.BOOLEAN, "yes"),
        (AttributeKind.COLOUR, "red"),
        (AttributeKind.COLOUR, Decimal(1)),
        (AttributeKind.CHOICE, "Oak"),
    ],
)
def test_value_of_another_kind_is_refused(kind: str, value: Value, product: Product) -> None:
    with pytest.raises(AttributeRefused, match="Material"):
        set_attribute(product_id=product.pk, attribute=make_attribute(kind), value=value)

    assert said(product) == []


@pytest.mark.parametrize(
    "columns",
    [{}, {"number": 1}, {"text": "Oak", "number": 1}, {"text": "Oak", "boolean": False}],
)
def test_database_refuses_a_row_that_says_other_than_its_kind(
    columns: dict[str, object], product: Product
) -> None:
    attribute = make_attribute(AttributeKind.TEXT)

    with pytest.raises(IntegrityError, match="attribute_value_is_of_its_kind"):
        AttributeValue.objects.create(product=product, attribute=attribute, **columns)


def test_database_refuses_a_choice_of_another_attribute(product: Product) -> None:
    oak = AttributeChoice.objects.create(attribute=make_attribute(AttributeKind.CHOICE), name="Oak")
    other = make_attribute(AttributeKind.CHOICE, name="Metal")

    with pytest.raises(IntegrityError, match="attribute_value_has_its_choice"):
        AttributeValue.objects.create(product=product, attribute=other, choice=oak)


def test_database_refuses_another_kind_while_something_is_said(product: Product) -> None:
    attribute = say(product, AttributeKind.TEXT, "Oak").attribute

    with pytest.raises(IntegrityError, match="attribute_value_has_its_kind"):
        Attribute.objects.filter(pk=attribute.pk).update(kind=AttributeKind.COLOUR)


def test_attribute_of_which_something_is_said_is_not_deleted(product: Product) -> None:
    attribute = say(product, AttributeKind.TEXT, "Oak").attribute

    with pytest.raises(ProtectedError):
        attribute.delete()

    assert said(product) == [("Material", "Oak")]


@pytest.fixture
def described(product: Product) -> Product:
    """With a choice, and in a collection."""
    attribute = make_attribute(AttributeKind.CHOICE)
    oak = AttributeChoice.objects.create(attribute=attribute, name="Oak")
    set_attribute(product_id=product.pk, attribute=attribute, value=oak)
    collection = Collection.objects.create(name="Summer", slug="summer")
    CollectionItem.objects.create(collection=collection, product=product)
    return product


CHANGES: dict[str, Callable[[Product], object]] = {
    "attribute renamed": lambda product: Attribute.objects.update(name="Wood"),
    "choice renamed": lambda product: AttributeChoice.objects.update(name="Ash"),
    "value added": lambda product: say(product, AttributeKind.TEXT, "Soft", name="Feel"),
    "value deleted": lambda product: AttributeValue.objects.all().delete(),
    "collection renamed": lambda product: Collection.objects.update(name="Autumn"),
    "moved in its collection": lambda product: CollectionItem.objects.update(position=3),
    "out of its collection": lambda product: CollectionItem.objects.all().delete(),
    "collection deleted": lambda product: Collection.objects.all().delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_gives_a_new_version_and_an_entry(
    change: Callable[[Product], object], described: Product
) -> None:
    before = version_of(described)

    change(described)

    after = version_of(described)
    assert after > before
    assert MirrorEntry.objects.latest("pk").version == after


def test_the_same_said_again_gives_none(product: Product) -> None:
    value = say(product, AttributeKind.TEXT, "Oak")
    before = version_of(product)

    set_attribute(product_id=product.pk, attribute=value.attribute, value="Oak")

    assert version_of(product) == before
