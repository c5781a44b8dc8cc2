"""Putting products on sale, taking them off, and what is said when that cannot be."""

from datetime import datetime, timedelta

import pytest

from assets3d.models import Asset
from catalog.errors import MoveRefused, NotReadyToPublish
from catalog.models import Price, Product, Variant
from catalog.services.move_product import archive_product, restore_product, withdraw_product
from catalog.services.publish_product import publish_product
from catalog.states import ProductState
from tests.factories.catalog import ProductFactory, VariantFactory, make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Product:
    product = ProductFactory()
    make_offer(product=product, name="Oak")
    return product


def refusal(product: Product, now: datetime) -> list[str]:
    with pytest.raises(NotReadyToPublish) as caught:
        publish_product(product_id=product.pk, now=now)
    product.refresh_from_db()
    assert (product.state, product.published_at) == (ProductState.DRAFT, None)
    return caught.value.reasons


def test_publish_product_shows_it_from_now_on(draft: Product, now: datetime) -> None:
    publish_product(product_id=draft.pk, now=now)

    draft.refresh_from_db()
    assert (draft.state, draft.published_at) == (ProductState.PUBLISHED, now)


def test_product_that_comes_back_keeps_its_place(draft: Product, now: datetime) -> None:
    publish_product(product_id=draft.pk, now=now)
    withdraw_product(product_id=draft.pk)

    publish_product(product_id=draft.pk, now=now + timedelta(days=9))

    draft.refresh_from_db()
    assert draft.published_at == now


def test_publish_product_refuses_one_without_variants(now: datetime) -> None:
    assert refusal(ProductFactory(), now) == ["Add a variant that is offered, with a price."]


def test_publish_product_refuses_one_whose_variants_are_not_offered(draft: Product, now: datetime) -> None:
    Variant.objects.update(is_active=False)

    assert refusal(draft, now) == ["Add a variant that is offered, with a price."]


def test_publish_product_names_each_variant_without_a_price(draft: Product, now: datetime) -> None:
    VariantFactory(product=draft, name="Ash")
    dollars = VariantFactory(product=draft, name="Elm")
    Price.objects.create(variant=dollars, currency="USD", amount_minor=1)

    assert refusal(draft, now) == [
        "Give “Ash” a price in EUR, or stop offering it.",
        "Give “Elm” a price in EUR, or stop offering it.",
    ]


def test_publish_product_refuses_a_3d_model_that_is_not_published(draft: Product, now: datetime) -> None:
    asset = Asset.objects.create(merchant=draft.merchant, title="Scan")
    Product.objects.update(asset=asset)

    assert refusal(draft, now) == ["The 3D model “Scan” is not published yet. Publish it first."]


def test_publish_product_refuses_a_look_without_a_3d_model(draft: Product, now: datetime) -> None:
    Variant.objects.update(material_variant="oak")

    assert refusal(draft, now) == ["“Oak” names a look of a 3D model, but the product has no 3D model."]


@pytest.mark.parametrize("state", [ProductState.PUBLISHED, ProductState.ARCHIVED])
def test_only_drafts_are_published(state: str, draft: Product, now: datetime) -> None:
    Product.objects.update(state=state, published_at=now)

    with pytest.raises(MoveRefused):
        publish_product(product_id=draft.pk, now=now)

    assert Product.objects.get().state == state


def test_moves_that_make_no_sense_are_refused(draft: Product) -> None:
    with pytest.raises(MoveRefused):
        withdraw_product(product_id=draft.pk)
    with pytest.raises(MoveRefused):
        restore_product(product_id=draft.pk)
    archive_product(product_id=draft.pk)
    with pytest.raises(MoveRefused, match="is archived"):
        archive_product(product_id=draft.pk)

    restore_product(product_id=draft.pk)

    assert Product.objects.get().state == ProductState.DRAFT
