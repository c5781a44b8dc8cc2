"""Files that find their products by name."""

import pytest

from accounts.models import Merchant
from assets3d.models import Asset
from catalog.models import Product, ProductOrigin
from catalog.services.moving.assign_models import AssignedModel, assign_models
from catalog.states import ListFormat
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.assets3d import AssetFactory
from tests.factories.catalog import ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db

UNKNOWN = "No product has this handle, and no variant this article number."


def assign(merchant: Merchant, *filenames: str) -> list[AssignedModel]:
    return assign_models(merchant=merchant, filenames=filenames, actor=UserFactory())


def test_files_find_products_by_handle_address_and_article_number(merchant: Merchant) -> None:
    lamp = ProductFactory(merchant=merchant, slug="lamp-2", name="Lamp")
    ProductOrigin.objects.create(merchant=merchant, source=ListFormat.SHOPIFY, handle="Lamp", product=lamp)
    vase = ProductFactory(merchant=merchant, slug="vase", name="Vase")
    jug = VariantFactory(product=ProductFactory(merchant=merchant, name="Jug"), sku="J.1").product

    told = assign(merchant, "lamp.glb", "folder\\VASE.GLB", "J.1.glb", "other.glb")

    made = {product.pk: product.asset_id for product in Product.objects.all()}
    assert told == [
        AssignedModel("lamp.glb", "Lamp", made[lamp.pk]),
        AssignedModel("folder\\VASE.GLB", "Vase", made[vase.pk]),
        AssignedModel("J.1.glb", "Jug", made[jug.pk]),
        AssignedModel("other.glb", message=UNKNOWN),
    ]
    assert set(Asset.objects.values_list("title", "merchant")) == {
        (name, merchant.pk) for name in ("Lamp", "Vase", "Jug")
    }


def test_product_keeps_the_model_it_has(merchant: Merchant) -> None:
    asset = AssetFactory(merchant=merchant)
    ProductFactory(merchant=merchant, slug="lamp", asset=asset)

    assert [each.asset_id for each in assign(merchant, "lamp.glb")] == [asset.pk]
    assert Asset.objects.count() == 1


def test_second_file_for_a_product_is_said(merchant: Merchant) -> None:
    VariantFactory(product=ProductFactory(merchant=merchant, slug="lamp", name="Lamp"), sku="L-1")

    first, second = assign(merchant, "lamp.glb", "L-1.glb")

    assert first.asset_id is not None
    assert second == AssignedModel("L-1.glb", "Lamp", message="“lamp.glb” is for the same product already.")


def test_products_of_others_are_not_found(merchant: Merchant) -> None:
    VariantFactory(product=ProductFactory(merchant=MerchantFactory(), slug="lamp"), sku="L-1")

    assert [each.message for each in assign(merchant, "lamp.glb", "L-1.glb")] == [UNKNOWN, UNKNOWN]
    assert Asset.objects.count() == 0


def test_too_many_files_are_refused(merchant: Merchant) -> None:
    with pytest.raises(ValueError, match="501 files are too many"):
        assign(merchant, *["a.glb"] * 501)
