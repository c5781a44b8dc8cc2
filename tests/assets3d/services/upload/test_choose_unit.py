"""A merchant's word on the unit makes a revision of its own."""

import pytest

from assets3d.errors import AlreadyMoved
from assets3d.models import Conversion, Revision, Source
from assets3d.services.conversion.convert import convert
from assets3d.services.upload.choose_unit import choose_unit
from assets3d.services.upload.finish_upload import finish_upload
from assets3d.states import DRAFT, SEARCHED, SourceState, Unit
from tests.factories.assets3d import NOW, AssetFactory, FakePipeline, finished, send, start
from tests.factories.threads import side_by_side

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("recipes", "doorbells")]


@pytest.fixture
def source(glb: bytes) -> Source:
    """An upload whose conversion waits, its file in storage."""
    ticket = send(AssetFactory.create(), glb)
    finish_upload(key=ticket.key, now=NOW)
    return Source.objects.get()


def run_all() -> None:
    for conversion in Conversion.objects.filter(recipe=DRAFT).order_by("pk"):
        convert(conversion_id=conversion.pk, keep_message=lambda: None)


def test_choose_unit_converts_the_same_bytes_as_a_new_revision(
    source: Source, pipeline: FakePipeline
) -> None:
    run_all()

    choose_unit(source=source, unit=Unit.INCHES)
    run_all()

    source.refresh_from_db()
    assert source.unit == "in"
    assert source.conversion is not None
    assert (source.conversion.unit, source.conversion.source_sha256) == ("in", source.sha256)
    revisions = Revision.objects.order_by("number").values_list("number", "unit", "source")
    assert list(revisions) == [(1, "", source.pk), (2, "in", source.pk)]
    assert [(asked["unit"], asked["format"]) for asked in pipeline.asked] == [(None, "glb"), ("in", "glb")]
    # What is searched next is searched in this unit.
    assert sorted(Conversion.objects.filter(recipe=SEARCHED).values_list("unit", flat=True)) == ["", "in"]


def test_choose_unit_before_the_first_conversion_ends_keeps_one_revision(
    source: Source, pipeline: FakePipeline
) -> None:
    choose_unit(source=source, unit=Unit.MILLIMETRES)

    run_all()

    assert list(Revision.objects.values_list("unit", flat=True)) == ["mm"]


def test_going_back_to_an_earlier_unit_finds_its_revision(source: Source, pipeline: FakePipeline) -> None:
    choose_unit(source=source, unit=Unit.INCHES)
    run_all()
    choose_unit(source=source, unit=Unit.FEET)
    run_all()

    choose_unit(source=source, unit=Unit.INCHES)

    assert Revision.objects.count() == 2
    source.refresh_from_db()
    assert source.conversion is not None
    assert source.conversion.unit == "in"
    assert pipeline.runs == 3


def test_choose_unit_that_is_chosen_changes_nothing(source: Source) -> None:
    choose_unit(source=source, unit=Unit.INCHES)
    before = list(Conversion.objects.order_by("pk").values())

    choose_unit(source=source, unit=Unit.INCHES)

    assert list(Conversion.objects.order_by("pk").values()) == before


def test_choose_unit_refuses_a_file_that_is_not_there() -> None:
    start(AssetFactory.create(), b"x")

    with pytest.raises(AlreadyMoved):
        choose_unit(source=Source.objects.get(), unit=Unit.FEET)

    assert (Source.objects.get().unit, Source.objects.get().state) == ("", SourceState.UPLOADING)


@pytest.mark.django_db(transaction=True)
def test_choose_unit_twice_at_once_makes_one_conversion() -> None:
    for _ in range(6):
        source = finished(AssetFactory.create()).source

        side_by_side([lambda: choose_unit(source=source, unit=Unit.INCHES)] * 2)  # noqa: B023  # run before the next turn

        source.refresh_from_db()
        assert source.conversion is not None
        assert source.conversion.unit == "in"
        assert Conversion.objects.filter(source_sha256=source.sha256, recipe=DRAFT).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_units_chosen_at_once_leave_source_and_conversion_of_one_mind() -> None:
    for _ in range(6):
        source = finished(AssetFactory.create()).source

        side_by_side(
            [
                lambda: choose_unit(source=source, unit=Unit.INCHES),  # noqa: B023  # run before the next turn
                lambda: choose_unit(source=source, unit=Unit.FEET),  # noqa: B023  # as above
            ]
        )

        source.refresh_from_db()
        assert source.conversion is not None
        assert source.conversion.unit == source.unit


@pytest.mark.django_db(transaction=True)
def test_choosing_while_the_worker_ends_loses_no_revision(source: Source, pipeline: FakePipeline) -> None:
    choose_unit(source=source, unit=Unit.INCHES)
    conversion = Conversion.objects.get(unit="in")

    side_by_side(
        [
            lambda: convert(conversion_id=conversion.pk, keep_message=lambda: None),
            lambda: choose_unit(source=source, unit=Unit.FEET),
            lambda: choose_unit(source=source, unit=Unit.INCHES),
        ]
    )
    run_all()

    source.refresh_from_db()
    assert Revision.objects.filter(source=source, unit=source.unit).count() == 1
