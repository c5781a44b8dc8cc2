"""A difference in size is accepted with a button, which is there while there is one."""

import pytest
from django.test import Client

from accounts.models import User
from assets3d.models import Conversion
from assets3d.services.revision.publish_asset import publish_asset
from catalog.models import Product, SizeAcceptance
from tests.factories.accounts import UserFactory
from tests.factories.assets3d import NOW, AssetFactory, finished
from tests.factories.catalog import ProductFactory, make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client: Client) -> User:
    """Whoever runs the shop."""
    user: User = UserFactory(is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def chair() -> Product:
    """A draft with a model twice as wide as is said."""
    asset = AssetFactory.create()
    revision = finished(asset)
    Conversion.objects.update(report={"result": {"bounds": {"size": [1.0, 1.0, 1.0]}}})
    publish_asset(asset=asset, revision=revision, now=NOW)
    product: Product = ProductFactory(asset=asset, merchant=asset.merchant)
    make_offer(product=product, width_mm=500)
    return product


def test_size_is_accepted_by_whoever_pressed_the_button(client: Client, keeper: User, chair: Product) -> None:
    page = f"/admin/catalog/product/{chair.pk}/change/"
    fields = {
        "name": chair.name,
        "slug": chair.slug,
        "category": chair.category_id,
        "asset": chair.asset_id,
        "options-TOTAL_FORMS": 0,
        "options-INITIAL_FORMS": 0,
        "variants-TOTAL_FORMS": 0,
        "variants-INITIAL_FORMS": 0,
    }
    assert "_accept_sizes" in client.get(page).content.decode()

    client.post(page, {**fields, "_accept_sizes": "1"})

    assert SizeAcceptance.objects.get().accepted_by == keeper
    assert "_accept_sizes" not in client.get(page).content.decode()
