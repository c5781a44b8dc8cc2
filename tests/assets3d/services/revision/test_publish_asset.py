"""The shop's pointer to a revision: set, moved back, taken away, and told of."""

from collections.abc import Iterator

import pytest
from django.db import connection

from assets3d.errors import NotPublishable
from assets3d.models import Asset, Rendition
from assets3d.services.revision.publish_asset import publish_asset
from assets3d.services.revision.withdraw_asset import withdraw_asset
from assets3d.signals import asset_published
from tests.factories.assets3d import NOW, AssetFactory, finished

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Iterator[list[int]]:
    """The assets that were told of, each inside its transaction."""
    heard: list[int] = []

    def listen(*, asset_id: int, **_others: object) -> None:
        assert len(connection.savepoint_ids) > 0
        heard.append(asset_id)

    asset_published.connect(listen)
    yield heard
    asset_published.disconnect(listen)


def test_publish_points_the_shop_to_the_revision(told: list[int]) -> None:
    asset = AssetFactory.create()
    revision = finished(asset)

    publish_asset(asset=asset, revision=revision, now=NOW)

    assert (asset.published_revision, asset.published_at) == (revision, NOW)
    assert told == [asset.pk]


def test_publish_again_tells_nobody(told: list[int]) -> None:
    asset = AssetFactory.create()
    revision = finished(asset)
    publish_asset(asset=asset, revision=revision, now=NOW)
    told.clear()

    publish_asset(asset=asset, revision=revision, now=NOW)

    assert told == []


def test_publish_goes_back_to_an_earlier_revision(told: list[int]) -> None:
    asset = AssetFactory.create()
    first, second = finished(asset), finished(asset)
    publish_asset(asset=asset, revision=second, now=NOW)

    publish_asset(asset=asset, revision=first, now=NOW)

    assert asset.published_revision == first
    assert told == [asset.pk] * 2


def test_publish_refuses_another_assets_revision(told: list[int]) -> None:
    asset = AssetFactory.create()

    with pytest.raises(NotPublishable):
        publish_asset(asset=asset, revision=finished(AssetFactory.create()), now=NOW)

    assert Asset.objects.get(pk=asset.pk).published_revision is None
    assert told == []


def test_publish_refuses_a_revision_without_a_model() -> None:
    asset = AssetFactory.create()
    revision = finished(asset)
    Rendition.objects.filter(role="web").delete()

    with pytest.raises(NotPublishable):
        publish_asset(asset=asset, revision=revision, now=NOW)


def test_withdraw_takes_the_model_out_once(told: list[int]) -> None:
    asset = AssetFactory.create()
    publish_asset(asset=asset, revision=finished(asset), now=NOW)
    told.clear()

    withdraw_asset(asset=asset)
    withdraw_asset(asset=asset)

    assert (asset.published_revision, asset.published_at) == (None, None)
    assert told == [asset.pk]
