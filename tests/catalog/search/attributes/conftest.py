"""The small shop, whose products say something of themselves."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from catalog.models import Attribute, AttributeChoice, Product
from catalog.search.refresh import relay_search
from catalog.services.attributes.set_attribute import set_attribute
from catalog.states import AttributeKind
from tests.factories.catalog import make_attribute


@dataclass(frozen=True)
class Saying:
    """The attributes of the shop. Wood has the choices oak and ash; the text is no filter."""

    wood: Attribute
    oak: AttributeChoice
    ash: AttributeChoice
    height: Attribute
    folds: Attribute
    paint: Attribute
    care: Attribute


@pytest.fixture
def saying(chairs: object) -> Saying:
    """The oak chair says everything, the velvet chair that it is of ash and lower, the sofa nothing."""
    wood = make_attribute(AttributeKind.CHOICE, name="Wood", is_filter=True, position=2)
    said = Saying(
        wood=wood,
        oak=AttributeChoice.objects.create(attribute=wood, name="Oak", position=1),
        ash=AttributeChoice.objects.create(attribute=wood, name="Ash", position=2),
        height=make_attribute(AttributeKind.NUMBER, name="Height", unit="cm", is_filter=True, position=1),
        folds=make_attribute(AttributeKind.BOOLEAN, name="Folds", is_filter=True, position=3),
        paint=make_attribute(AttributeKind.COLOUR, name="Paint", is_filter=True, position=4),
        care=make_attribute(AttributeKind.TEXT, name="Care", position=5),
    )
    oak_chair = Product.objects.get(slug="oak-chair")
    velvet_chair = Product.objects.get(slug="velvet-chair")
    for product, attribute, value in (
        (oak_chair, said.wood, said.oak),
        (oak_chair, said.height, Decimal("45.75")),
        (oak_chair, said.folds, True),
        (oak_chair, said.paint, "#a1b2c3"),
        (oak_chair, said.care, "Wipe with a cloth."),
        (velvet_chair, said.wood, said.ash),
        (velvet_chair, said.height, Decimal("42")),
    ):
        set_attribute(product_id=product.pk, attribute=attribute, value=value)
    relay_search()
    return said
