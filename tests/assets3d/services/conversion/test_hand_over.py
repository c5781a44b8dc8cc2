"""A search takes the place of a draft: no gap, no way back, whoever does what meanwhile."""

import json
import threading
from collections.abc import Iterator

import pytest
from django.db import transaction

from assets3d.models import Asset, Conversion, Rendition, Revision
from assets3d.pipeline.findings import refusal
from assets3d.pipeline.report import Outcome
from assets3d.pipeline.sandbox import PipelineFailed
from assets3d.services.conversion.convert import Converted, convert
from assets3d.services.conversion.hand_over import hand_over
from assets3d.services.revision.publish_asset import publish_asset
from assets3d.services.revision.withdraw_asset import withdraw_asset
from assets3d.services.upload.finish_upload import finish_upload
from assets3d.signals import asset_published
from assets3d.states import DRAFT, SEARCHED, ConversionState, RenditionRole
from catalog.mirror import table
from catalog.mirror.item import product_pk
from catalog.mirror.source import load_by_slugs
from tests.factories.assets3d import NOW, AssetFactory, FakePipeline, conversion_of, done, finished, send
from tests.factories.catalog import ProductFactory, make_offer
from tests.factories.threads import side_by_side

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("recipes")]
Doorbells = list[tuple[str, dict[str, object]]]


def run(conversion: Conversion) -> Converted:
    return convert(conversion_id=conversion.pk, keep_message=lambda: None)


def hand_over_alone(conversion: Conversion) -> int:
    """As the worker does it: in a transaction that holds the conversion's row."""
    with transaction.atomic():
        return hand_over(Conversion.objects.select_for_update(no_key=True).get(pk=conversion.pk))


def search_of(revision: Revision, *, version: int | None = None) -> Conversion:
    """A finished search of what this revision shows, of which it does not know yet."""
    return done(conversion_of(revision.conversion.source_sha256, recipe=SEARCHED, version=version))


@pytest.fixture
def draft(glb: bytes, doorbells: Doorbells) -> Conversion:
    """A draft that waits, its file in storage."""
    finish_upload(key=send(AssetFactory.create(), glb).key, now=NOW)
    doorbells.clear()
    return Conversion.objects.get()


@pytest.fixture
def told() -> Iterator[list[int]]:
    """The assets that were told of."""
    heard: list[int] = []

    def listen(*, asset_id: int, **_others: object) -> None:
        heard.append(asset_id)

    asset_published.connect(listen)
    yield heard
    asset_published.disconnect(listen)


def test_a_finished_draft_puts_its_search_in_line_behind_everything(
    draft: Conversion, pipeline: FakePipeline, doorbells: Doorbells
) -> None:
    assert run(draft) is Converted.DONE

    search = Conversion.objects.get(recipe=SEARCHED)
    assert (search.state, search.is_background) == (ConversionState.QUEUED, True)
    assert (search.source_sha256, search.source_key) == (draft.source_sha256, draft.source_key)
    assert doorbells == [("assets3d.convert_in_background", {"conversion_id": search.pk})]
    assert Revision.objects.get().conversion == draft


def test_a_refused_draft_is_not_searched(draft: Conversion, pipeline: FakePipeline) -> None:
    pipeline.outcome = Outcome.REFUSED

    run(draft)

    assert not Conversion.objects.filter(recipe=SEARCHED).exists()


def test_each_recipe_is_asked_of_the_pipeline_with_its_own_patience(
    draft: Conversion, pipeline: FakePipeline
) -> None:
    run(draft)
    run(Conversion.objects.get(recipe=SEARCHED))

    assert [asked["recipe"] for asked in pipeline.asked] == [DRAFT, SEARCHED]
    first, second = (asked["limits"].wall_seconds for asked in pipeline.asked)  # type: ignore[attr-defined]  # Limits
    assert first < second


def test_the_search_takes_the_drafts_place_and_the_draft_stays(
    draft: Conversion, pipeline: FakePipeline, told: list[int]
) -> None:
    run(draft)
    revision = Revision.objects.get()
    publish_asset(asset=revision.asset, revision=revision, now=NOW)
    told.clear()

    pipeline.content = b"glTF made smaller"
    assert run(Conversion.objects.get(recipe=SEARCHED)) is Converted.DONE

    assert Revision.objects.get().pk == revision.pk
    assert Revision.objects.get().conversion.recipe == SEARCHED
    assert Rendition.objects.filter(conversion=draft).exists()
    assert told == [revision.asset_id]


def test_a_search_of_what_is_not_published_tells_nobody(
    draft: Conversion, pipeline: FakePipeline, told: list[int]
) -> None:
    run(draft)

    run(Conversion.objects.get(recipe=SEARCHED))

    assert Revision.objects.get().conversion.recipe == SEARCHED
    assert told == []


def test_products_show_the_searched_files_under_a_new_version() -> None:
    asset = AssetFactory.create()
    revision = finished(asset)
    publish_asset(asset=asset, revision=revision, now=NOW)
    product = ProductFactory.create(merchant=asset.merchant, asset=asset)
    before = load_by_slugs([product.slug])[product.slug]
    search = search_of(revision)

    assert hand_over_alone(search) == 1

    after = load_by_slugs([product.slug])[product.slug]
    assert before.model is not None
    assert after.model is not None
    assert after.version > before.version
    assert (after.model.revision_id, after.model.key) == (
        before.model.revision_id,
        f"renditions/ab/{search.pk}-web",
    )


@pytest.mark.parametrize("outcome", ["refused", "failed"])
def test_a_search_that_fails_leaves_the_draft_in_its_place(
    draft: Conversion, pipeline: FakePipeline, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(draft)
    if outcome == "refused":
        pipeline.outcome = Outcome.REFUSED
        pipeline.findings = (refusal("odd", "This cannot be made smaller.", fix="Keep it."),)
    else:

        def fail(*_: object, **__: object) -> None:
            raise PipelineFailed("timed_out", "no end")

        monkeypatch.setattr("assets3d.services.conversion.convert.run_pipeline", fail)

    run(Conversion.objects.get(recipe=SEARCHED))

    assert Revision.objects.get().conversion == draft


def test_a_search_without_a_model_for_the_shop_replaces_nothing(
    draft: Conversion, pipeline: FakePipeline
) -> None:
    run(draft)
    pipeline.role = "lite"

    assert run(Conversion.objects.get(recipe=SEARCHED)) is Converted.FAULT

    assert Revision.objects.get().conversion == draft


def test_the_same_file_again_shows_the_search_at_once(
    draft: Conversion, pipeline: FakePipeline, glb: bytes
) -> None:
    run(draft)
    run(Conversion.objects.get(recipe=SEARCHED))
    other = AssetFactory.create()

    finish_upload(key=send(other, glb).key, now=NOW)

    assert other.revisions.get().conversion.recipe == SEARCHED
    assert pipeline.runs == 2


def test_an_older_search_does_not_undo_a_newer_one() -> None:
    revision = finished(AssetFactory.create())
    newer, older = search_of(revision, version=2), search_of(revision, version=1)

    assert hand_over_alone(newer) == 1
    assert hand_over_alone(older) == 0

    assert Revision.objects.get().conversion == newer


def test_other_bytes_and_other_units_are_left_alone() -> None:
    mine, other = finished(AssetFactory.create()), finished(AssetFactory.create())
    inches = done(conversion_of(mine.conversion.source_sha256, unit="in"))
    drawn_in_inches = Revision.objects.create(
        asset=mine.asset, number=2, source=mine.source, unit="in", conversion=inches
    )

    hand_over_alone(search_of(mine))

    for untouched in (other, drawn_in_inches):
        assert Revision.objects.get(pk=untouched.pk).conversion == untouched.conversion


@pytest.mark.django_db(transaction=True)
def test_two_searches_that_end_together_leave_the_newer_one() -> None:
    revisions = [finished(AssetFactory.create()) for _ in range(6)]
    for revision in revisions:
        publish_asset(asset=revision.asset, revision=revision, now=NOW)
    searches = [
        search for each in revisions for search in (search_of(each, version=1), search_of(each, version=2))
    ]

    for pair in zip(searches[::2], searches[1::2], strict=True):
        side_by_side([lambda one=one: hand_over_alone(one) for one in pair])  # type: ignore[misc]  # bound now

    assert [each.conversion.recipe_version for each in Revision.objects.all()] == [2] * 6


@pytest.mark.django_db(transaction=True)
def test_publishing_during_the_hand_over_shows_the_search_to_shoppers() -> None:
    asset: Asset = AssetFactory.create()
    revision = finished(asset)
    offer = make_offer(product=ProductFactory.create(published=True, merchant=asset.merchant, asset=asset))
    search = search_of(revision)
    handed_over, is_published = threading.Event(), threading.Event()

    def hand_over_slowly() -> None:
        with transaction.atomic():
            hand_over_alone(search)
            handed_over.set()
            # Whoever publishes has all the time to do so before this is committed, unless they are made to wait.
            is_published.wait(timeout=1)

    def publish_meanwhile() -> None:
        handed_over.wait(timeout=60)
        publish_asset(asset=asset, revision=revision, now=NOW)
        is_published.set()

    side_by_side([hand_over_slowly, publish_meanwhile])

    # What the relay wrote when it was rung for, and nobody asked it again.
    (item,) = table.get_many([product_pk(offer.product.slug)]).values()
    assert item.document is not None
    assert json.loads(item.document)["model"]["key"] == f"renditions/ab/{search.pk}-web"


@pytest.mark.django_db(transaction=True)
def test_withdrawing_during_the_hand_over_leaves_nothing_in_the_shop() -> None:
    for _ in range(8):
        asset: Asset = AssetFactory.create()
        revision = finished(asset)
        publish_asset(asset=asset, revision=revision, now=NOW)
        search = search_of(revision)

        side_by_side(
            [
                lambda: hand_over_alone(search),  # noqa: B023  # run before the next turn
                lambda: withdraw_asset(asset=asset),  # noqa: B023  # as above
            ]
        )

        assert Asset.objects.get(pk=asset.pk).published_revision is None
        assert Revision.objects.get(pk=revision.pk).conversion == search


@pytest.mark.django_db(transaction=True)
def test_a_draft_and_its_search_that_end_together_show_the_search(
    draft: Conversion, pipeline: FakePipeline
) -> None:
    search = conversion_of(draft.source_sha256, recipe=SEARCHED)
    Conversion.objects.filter(pk=search.pk).update(source_key=draft.source_key)

    ended = side_by_side([lambda: run(draft), lambda: run(search)])

    assert ended == [Converted.DONE, Converted.DONE]
    assert Revision.objects.get().conversion == search
    assert Rendition.objects.filter(role=RenditionRole.WEB).count() == 2
