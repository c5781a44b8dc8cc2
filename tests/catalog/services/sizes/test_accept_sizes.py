"""A product whose 3D model has another size than is stated is published once that is resolved or accepted."""

from datetime import datetime

import pytest

from accounts.models import User
from assets3d.models import Asset, Conversion
from assets3d.services.revision.publish_asset import publish_asset
from catalog.errors import NotReadyToPublish
from catalog.models import Category, Product, SizeAcceptance, Variant
from catalog.services.publish_product import publish_product
from catalog.services.sizes.accept_sizes import accept_sizes
from catalog.states import ProductState
from tests.factories.accounts import UserFactory
from tests.factories.assets3d import NOW, AssetFactory, finished
from tests.factories.catalog import ProductFactory, make_offer

pytestmark = pytest.mark.django_db


def show(asset: Asset, *size: float) -> None:
    """Publish a revision of this width, height and depth in metres."""
    revision = finished(asset)
    Conversion.objects.filter(pk=revision.conversion_id).update(report={"result": {"bounds": {"size": size}}})
    publish_asset(asset=asset, revision=revision, now=NOW)


@pytest.fixture
def chair() -> Product:
    """A draft whose model was meant in centimetres and read as metres."""
    asset = AssetFactory.create()
    show(asset, 45.0, 81.0, 52.0)
    product: Product = ProductFactory(asset=asset, merchant=asset.merchant)
    make_offer(product=product, name="Oak", width_mm=450, depth_mm=520, height_mm=810)
    make_offer(product=product, name="Ash")
    return product


@pytest.fixture
def actor() -> User:
    user: User = UserFactory()
    return user


def refusal(product: Product, now: datetime) -> list[str]:
    with pytest.raises(NotReadyToPublish) as caught:
        publish_product(product_id=product.pk, now=now)
    return caught.value.reasons


def test_publish_product_says_what_differs_and_which_unit_it_looks_like(
    chair: Product, now: datetime
) -> None:
    assert refusal(chair, now) == [
        "The 3D model is not as large as “Oak” is said to be: width 45,000 mm instead of 450, "
        "depth 52,000 mm instead of 520, height 81,000 mm instead of 810. "
        "It looks like centimetres that were read as metres (times 0.01)."
    ]


def test_accepted_sizes_are_published_and_remembered(chair: Product, actor: User, now: datetime) -> None:
    assert accept_sizes(product_id=chair.pk, actor=actor, now=now) == 1
    publish_product(product_id=chair.pk, now=now)

    acceptance = SizeAcceptance.objects.get()
    assert acceptance.variant.name == "Oak"
    assert acceptance.revision == chair.asset.published_revision  # type: ignore[union-attr]  # it has one
    assert (acceptance.accepted_by, acceptance.accepted_at) == (actor, now)
    assert Product.objects.get().state == ProductState.PUBLISHED


def test_other_statement_is_to_be_accepted_anew(chair: Product, actor: User, now: datetime) -> None:
    accept_sizes(product_id=chair.pk, actor=actor, now=now)
    Variant.objects.filter(name="Oak").update(width_mm=451)

    assert len(refusal(chair, now)) == 1
    accept_sizes(product_id=chair.pk, actor=actor, now=now)
    publish_product(product_id=chair.pk, now=now)


def test_other_file_is_to_be_accepted_anew(chair: Product, actor: User, now: datetime) -> None:
    accept_sizes(product_id=chair.pk, actor=actor, now=now)
    show(chair.asset, 0.45, 0.9, 0.52)  # type: ignore[arg-type]  # it has one

    assert refusal(chair, now) == [
        "The 3D model is not as large as “Oak” is said to be: height 900 mm instead of 810."
    ]


def test_category_says_what_is_tolerated(chair: Product, now: datetime) -> None:
    show(chair.asset, 0.45, 0.9, 0.52)  # type: ignore[arg-type]  # it has one
    Category.objects.update(size_tolerance_percent=15)

    publish_product(product_id=chair.pk, now=now)

    assert Product.objects.get().state == ProductState.PUBLISHED


def test_nothing_to_accept_is_accepted_of_none(chair: Product, actor: User, now: datetime) -> None:
    show(chair.asset, 0.45, 0.81, 0.52)  # type: ignore[arg-type]  # it has one

    assert accept_sizes(product_id=chair.pk, actor=actor, now=now) == 0
    assert not SizeAcceptance.objects.exists()
