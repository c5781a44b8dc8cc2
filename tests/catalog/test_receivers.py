"""A 3D model that is published keeps the looks that are sold."""

import pytest
from django.test import Client

from assets3d.errors import LooksMissing, SizesDiffer
from assets3d.models import Asset, Conversion, Revision
from assets3d.services.revision.publish_asset import publish_asset
from catalog.models import Product, SizeAcceptance, Variant
from catalog.states import ProductState
from tests.factories.accounts import UserFactory
from tests.factories.assets3d import NOW, AssetFactory, finished
from tests.factories.catalog import ProductFactory, make_offer

pytestmark = pytest.mark.django_db


def revision_with(asset: Asset, *looks: str) -> Revision:
    revision = finished(asset)
    Conversion.objects.filter(pk=revision.conversion_id).update(report={"variants": list(looks)})
    revision.conversion.refresh_from_db()
    return revision


@pytest.fixture
def asset() -> Asset:
    """Published with two looks, both of which are sold."""
    asset: Asset = AssetFactory.create()
    publish_asset(asset=asset, revision=revision_with(asset, "oak", "ash"), now=NOW)
    product = ProductFactory(published=True, asset=asset, merchant=asset.merchant, name="Chair")
    make_offer(product=product, name="Oak", material_variant="oak")
    make_offer(product=product, name="Ash", material_variant="ash")
    make_offer(product=product, name="As it is")
    return asset


def test_revision_without_sold_looks_is_refused_with_their_list(asset: Asset) -> None:
    before = asset.published_revision_id

    with pytest.raises(LooksMissing) as caught:
        publish_asset(asset=asset, revision=revision_with(asset, "elm"), now=NOW)

    assert caught.value.reasons == [
        "“Chair”, “Oak” is sold with the look “oak”, which this file does not have.",
        "“Chair”, “Ash” is sold with the look “ash”, which this file does not have.",
    ]
    asset.refresh_from_db()
    assert asset.published_revision_id == before


def test_revision_with_sold_looks_and_more_is_published(asset: Asset) -> None:
    revision = revision_with(asset, "ash", "elm", "oak")

    publish_asset(asset=asset, revision=revision, now=NOW)

    assert asset.published_revision == revision


@pytest.mark.parametrize("change", ["withdrawn", "not offered", "unbound"])
def test_look_that_is_not_sold_holds_nothing_up(change: str, asset: Asset) -> None:
    ash = Variant.objects.filter(material_variant="ash")
    if change == "withdrawn":
        Product.objects.update(state=ProductState.DRAFT)
    else:
        ash.update(**{"not offered": {"is_active": False}}.get(change, {"material_variant": ""}))
    revision = revision_with(asset, "oak")

    publish_asset(asset=asset, revision=revision, now=NOW)

    assert asset.published_revision == revision


def sized_revision(asset: Asset, metres: float) -> Revision:
    """A cube with every look that is sold."""
    revision = revision_with(asset, "oak", "ash")
    report = {"variants": ["oak", "ash"], "result": {"bounds": {"size": [metres] * 3}}}
    Conversion.objects.filter(pk=revision.conversion_id).update(report=report)
    revision.conversion.refresh_from_db()
    return revision


def test_revision_of_another_size_is_published_on_somebodys_word(asset: Asset) -> None:
    Variant.objects.filter(name="Oak").update(width_mm=500)
    revision, seller = sized_revision(asset, 1.0), UserFactory.create()

    with pytest.raises(SizesDiffer) as caught:
        publish_asset(asset=asset, revision=revision, now=NOW)

    assert caught.value.reasons == [
        "The 3D model is not as large as “Oak” is said to be: width 1,000 mm instead of 500."
    ]
    asset.refresh_from_db()
    assert asset.published_revision != revision
    publish_asset(asset=asset, revision=revision, now=NOW, size_accepted_by=seller)
    acceptance = SizeAcceptance.objects.get()
    assert (acceptance.variant.name, acceptance.revision, acceptance.accepted_by) == ("Oak", revision, seller)
    # Once said it holds, for this revision.
    publish_asset(asset=asset, revision=revision, now=NOW)


def test_revision_of_the_size_that_is_sold_is_published(asset: Asset) -> None:
    Variant.objects.filter(name="Oak").update(width_mm=1000)
    revision = sized_revision(asset, 1.0)

    publish_asset(asset=asset, revision=revision, now=NOW)

    assert asset.published_revision == revision


def test_page_offers_to_publish_another_size(client: Client, asset: Asset) -> None:
    client.force_login(UserFactory.create(is_superuser=True))
    Variant.objects.filter(name="Oak").update(width_mm=500)
    revision = sized_revision(asset, 1.0)
    publish = f"/admin/assets3d/asset/{asset.pk}/publish/"

    refused = client.post(publish, {"revision": revision.number}, follow=True).content.decode()
    client.post(publish, {"revision": revision.number, "size": "accepted"})

    assert "width 1,000 mm instead of 500" in refused
    assert f"Its size is right: publish revision {revision.number}" in refused
    asset.refresh_from_db()
    assert asset.published_revision == revision
