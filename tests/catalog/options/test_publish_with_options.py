"""What a product with options lacks before it is put on sale."""

from datetime import datetime

import pytest

from assets3d.services.revision.publish_asset import publish_asset
from catalog.models import OptionValue, Product, Variant
from catalog.queries import reasons_against_publishing
from catalog.services.publish_product import publish_product
from catalog.states import ProductState
from tests.catalog.test_receivers import revision_with
from tests.factories.assets3d import AssetFactory
from tests.factories.catalog import ProductFactory, choose, make_offer, make_option

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(now: datetime) -> Product:
    """In oak and ash, small each, with a 3D model that can look like oak."""
    asset = AssetFactory.create()
    publish_asset(asset=asset, revision=revision_with(asset, "oak"), now=now)
    product: Product = ProductFactory(asset=asset, merchant=asset.merchant)
    oak, ash = make_option(product, "Colour", "Oak", "Ash")
    (small,) = make_option(product, "Size", "Small")
    for value in (oak, ash):
        choose(make_offer(product=product, name="?"), value, small)
    OptionValue.objects.filter(name="Oak").update(material_variant="oak")
    return product


def test_product_with_options_is_published(draft: Product, now: datetime) -> None:
    publish_product(product_id=draft.pk, now=now)

    assert Product.objects.get().state == ProductState.PUBLISHED


def test_look_that_the_model_lacks_is_told_with_option_and_value(draft: Product) -> None:
    OptionValue.objects.filter(name="Ash").update(material_variant="ash")

    assert reasons_against_publishing(draft) == [
        "The value “Ash” of “Colour” shows the look “ash”, which the 3D model does not have. It has: oak."
    ]


def test_value_is_told_once_for_all_its_variants(draft: Product) -> None:
    (large,) = make_option(draft, "Height", "Large")
    oak, small = OptionValue.objects.get(name="Oak"), OptionValue.objects.get(name="Small")
    choose(make_offer(product=draft, name="?"), oak, small, large)
    OptionValue.objects.filter(name="Oak").update(material_variant="elm")

    reasons = reasons_against_publishing(draft)

    assert [reason for reason in reasons if "look" in reason] == [
        "The value “Oak” of “Colour” shows the look “elm”, which the 3D model does not have. It has: oak."
    ]


def test_value_with_a_look_needs_a_3d_model(draft: Product) -> None:
    Product.objects.update(asset=None)
    draft.refresh_from_db()

    assert reasons_against_publishing(draft) == [
        "The value “Oak” of “Colour” names a look of a 3D model, but the product has no 3D model."
    ]


def test_offered_variant_has_a_value_of_each_option(draft: Product) -> None:
    make_option(draft, "Legs", "Brass")
    Variant.objects.filter(name="Ash / Small").update(is_active=False)

    assert reasons_against_publishing(draft) == [
        "Say which “Legs” the variant “Oak / Small” is, or stop offering it."
    ]
