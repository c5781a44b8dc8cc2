"""A raised recipe leaves nobody behind."""

import pytest
from django.utils import timezone

from assets3d.models import Conversion, Revision, Source
from assets3d.services.conversion.lease import claim_conversion
from assets3d.services.conversion.sweep_conversions import sweep_conversions
from assets3d.services.recipe.reconvert_assets import reconvert_assets
from assets3d.services.recipe.supersede_conversions import supersede_conversions
from assets3d.services.revision.publish_asset import publish_asset
from assets3d.states import DRAFT, SEARCHED, ConversionState
from tests.factories.assets3d import NOW, AssetFactory, conversion_of, done, finished, received
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db
Doorbells = list[tuple[str, dict[str, object]]]
Recipes = dict[str, int]


def conversion_behind(source: Source) -> Conversion:
    return Conversion.objects.get(sources=source)


def raise_version(recipes: Recipes, *names: str) -> None:
    for name in names:
        recipes[name] = 2


@pytest.mark.parametrize("state", [ConversionState.QUEUED, ConversionState.DEAD])
def test_unfinished_work_goes_on_under_the_new_version(
    recipes: Recipes, doorbells: Doorbells, state: ConversionState
) -> None:
    source = received(AssetFactory.create())
    old = conversion_behind(source)
    Conversion.objects.update(state=state, attempts=5, fault="another version")
    raise_version(recipes, DRAFT)

    assert sweep_conversions(now=NOW).superseded == 1

    new = conversion_behind(source)
    assert (new.recipe_version, new.state, new.attempts) == (2, ConversionState.QUEUED, 0)
    assert (new.source_sha256, new.is_background) == (old.source_sha256, False)
    old.refresh_from_db()
    assert old.state == ConversionState.SUPERSEDED
    assert ("assets3d.convert", {"conversion_id": new.pk}) in doorbells


def test_a_sweep_again_moves_nothing(recipes: Recipes, doorbells: Doorbells) -> None:
    source = received(AssetFactory.create())
    raise_version(recipes, DRAFT)
    supersede_conversions()
    before = list(Conversion.objects.order_by("pk").values("pk", "state", "recipe_version"))

    assert supersede_conversions() == 0

    assert list(Conversion.objects.order_by("pk").values("pk", "state", "recipe_version")) == before
    assert conversion_behind(source).recipe_version == 2


def test_what_a_killed_sweep_left_is_found_by_the_next(recipes: Recipes, doorbells: Doorbells) -> None:
    source = received(AssetFactory.create())
    raise_version(recipes, DRAFT)
    Conversion.objects.update(state=ConversionState.SUPERSEDED)  # and then killed, before the source moved

    supersede_conversions()

    assert conversion_behind(source).recipe_version == 2


def test_a_source_whose_new_conversion_is_done_already_gets_its_revision(
    recipes: Recipes, doorbells: Doorbells
) -> None:
    source = received(AssetFactory.create())
    raise_version(recipes, DRAFT)
    finished_since = done(conversion_of(source.sha256))

    supersede_conversions()

    assert Revision.objects.get(source=source).conversion == finished_since


def test_a_worker_of_the_old_release_at_work_goes_on(recipes: Recipes, doorbells: Doorbells) -> None:
    source = received(AssetFactory.create())
    assert claim_conversion(conversion_behind(source).pk) is not None
    raise_version(recipes, DRAFT)

    assert supersede_conversions() == 0
    Conversion.objects.update(lease_until=NOW)
    assert supersede_conversions() == 1

    assert conversion_behind(source).recipe_version == 2


@pytest.mark.parametrize("version", [1, 3])
def test_only_the_version_that_this_release_knows_is_claimed(
    recipes: Recipes, doorbells: Doorbells, version: int
) -> None:
    raise_version(recipes, DRAFT)
    other = conversion_of("ab" * 32, version=version)

    assert claim_conversion(other.pk) is None

    other.refresh_from_db()
    assert other.attempts == 0


def test_finished_work_stays_as_it_is(recipes: Recipes, doorbells: Doorbells) -> None:
    revision = finished(AssetFactory.create())
    raise_version(recipes, DRAFT, SEARCHED)

    assert supersede_conversions() == 0

    assert Revision.objects.get().conversion == revision.conversion


def test_a_search_of_the_old_version_waits_under_the_new_one(recipes: Recipes, doorbells: Doorbells) -> None:
    old = conversion_of("ab" * 32, recipe=SEARCHED)
    raise_version(recipes, SEARCHED)

    supersede_conversions()

    new = Conversion.objects.get(state=ConversionState.QUEUED)
    assert (new.recipe, new.recipe_version, new.is_background) == (SEARCHED, 2, True)
    assert new.source_key == old.source_key
    assert doorbells == [("assets3d.convert_in_background", {"conversion_id": new.pk})]


@pytest.mark.django_db(transaction=True)
def test_sweepers_side_by_side_move_everything_once(recipes: Recipes, doorbells: Doorbells) -> None:
    sources = [received(AssetFactory.create()) for _ in range(12)]
    raise_version(recipes, DRAFT)

    moved = side_by_side([supersede_conversions] * 3)

    assert sum(moved) == 12
    # What one of them passed over because another held it is moved by that one.
    assert {conversion_behind(source).recipe_version for source in sources} == {2}
    assert Conversion.objects.filter(state=ConversionState.QUEUED).count() == 12


def test_drafts_are_rung_for_before_searches(recipes: Recipes, doorbells: Doorbells) -> None:
    for number in range(8):
        conversion_of(f"{number:064x}", recipe=SEARCHED)
    draft = conversion_of("ab" * 32)
    Conversion.objects.filter(pk=draft.pk).update(available_at=timezone.now())

    sweep = sweep_conversions(now=NOW)

    assert [name for name, _ in doorbells] == ["assets3d.convert", *["assets3d.convert_in_background"] * 5]
    assert sweep.rung == 6


def test_reconvert_searches_what_is_published_anew(recipes: Recipes, doorbells: Doorbells) -> None:
    shown, hidden = finished(AssetFactory.create()), finished(AssetFactory.create())
    publish_asset(asset=shown.asset, revision=shown, now=NOW)

    assert reconvert_assets() == 1

    search = Conversion.objects.get(recipe=SEARCHED)
    assert (search.source_sha256, search.is_background) == (shown.conversion.source_sha256, True)
    assert Revision.objects.get(pk=hidden.pk).conversion == hidden.conversion
    assert doorbells == [("assets3d.convert_in_background", {"conversion_id": search.pk})]


def test_reconvert_again_adds_nothing(recipes: Recipes, doorbells: Doorbells) -> None:
    shown = finished(AssetFactory.create())
    publish_asset(asset=shown.asset, revision=shown, now=NOW)
    reconvert_assets()
    done(Conversion.objects.get(recipe=SEARCHED))

    assert reconvert_assets() == 0
    assert reconvert_assets() == 0

    assert Conversion.objects.count() == 2
    assert Revision.objects.get().conversion.recipe == SEARCHED


def test_reconvert_without_a_search_makes_drafts_anew(recipes: Recipes, doorbells: Doorbells) -> None:
    shown = finished(AssetFactory.create())
    publish_asset(asset=shown.asset, revision=shown, now=NOW)
    del recipes[SEARCHED]
    raise_version(recipes, DRAFT)

    assert reconvert_assets() == 1

    waiting = Conversion.objects.get(state=ConversionState.QUEUED)
    assert (waiting.recipe, waiting.recipe_version, waiting.is_background) == (DRAFT, 2, True)
    assert Revision.objects.get().conversion == shown.conversion
