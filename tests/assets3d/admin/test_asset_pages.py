"""The merchants' pages: whose they are, what they cost, what they refuse."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.services.ensure_roles import MERCHANTS_GROUP
from assets3d.models import Asset, Conversion, Source
from assets3d.states import ConversionState, SourceState
from tests.factories.accounts import MerchantFactory
from tests.factories.assets3d import AssetFactory, finished, received, start

pytestmark = pytest.mark.django_db
ANNOUNCEMENT = {"filename": "chair.glb", "bytes": 10}
ACTIONS = ("upload", "publish", "withdraw", "retry", "unit")
LOOKS = ("state", "panel", "change")


@pytest.fixture
def asset(person: User) -> Asset:
    made: Asset = AssetFactory.create(merchant=person.memberships.get().merchant)
    return made


def page(name: str, asset: Asset | None = None) -> str:
    return reverse(f"admin:assets3d_asset_{name}", args=[asset.pk] if asset else [])


def post_json(client: Client, address: str, document: object) -> tuple[int, dict[str, str]]:
    response = client.post(address, json.dumps(document), content_type="application/json")
    return response.status_code, response.json()


@pytest.mark.parametrize("name", LOOKS)
def test_another_merchants_model_does_not_exist_to_look_at(browser: Client, name: str) -> None:
    assert browser.get(page(name, AssetFactory.create())).status_code == 404


@pytest.mark.parametrize("name", ACTIONS)
def test_another_merchants_model_does_not_exist_to_act_on(browser: Client, name: str) -> None:
    foreign = AssetFactory.create()
    finished(foreign)
    before = Asset.objects.values().get(pk=foreign.pk)

    response = browser.post(page(name, foreign), ANNOUNCEMENT | {"revision": "1"})

    assert response.status_code == 404
    assert Asset.objects.values().get(pk=foreign.pk) == before
    assert not Source.objects.filter(state=SourceState.UPLOADING).exists()


@pytest.mark.parametrize("name", ACTIONS)
def test_actions_want_the_forgery_token(person: User, asset: Asset, name: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)

    assert strict.post(page(name, asset), ANNOUNCEMENT).status_code == 403
    assert not Source.objects.exists()


@pytest.mark.parametrize("name", ACTIONS)
def test_actions_are_not_for_those_who_may_only_look(person: User, asset: Asset, name: str) -> None:
    group = Group.objects.get(name=MERCHANTS_GROUP)
    group.permissions.remove(group.permissions.get(codename="change_asset"))
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))

    assert client.post(page(name, asset), ANNOUNCEMENT).status_code == 403
    assert client.get(page("state", asset)).status_code == 200
    assert not Source.objects.exists()


def test_list_and_choices_hold_the_own_merchants_rows_alone(browser: Client, asset: Asset) -> None:
    AssetFactory.create(title="A foreign chair")
    MerchantFactory.create(name="A foreign merchant")

    listing = browser.get(page("changelist")).content.decode()
    adding = browser.get(page("add")).content.decode()

    assert asset.title in listing
    assert "A foreign" not in listing + adding
    assert "selected>" + asset.merchant.name in adding


def test_list_costs_the_same_however_long_it_is(
    browser: Client, asset: Asset, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        other = AssetFactory.create(merchant=asset.merchant)
        finished(other) if number % 2 else received(other)

    with django_assert_max_num_queries(11):
        assert browser.get(page("changelist")).status_code == 200


def test_page_costs_the_same_however_many_revisions(
    browser: Client, asset: Asset, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(8):
        finished(asset)

    with django_assert_max_num_queries(20):
        assert browser.get(page("change", asset)).status_code == 200


def test_adding_leads_to_the_upload_box(browser: Client, person: User) -> None:
    merchant = person.memberships.get().merchant

    response = browser.post(page("add"), {"title": "Stool", "merchant": merchant.pk})

    made = Asset.objects.get(title="Stool")
    assert (made.merchant, made.created_by) == (merchant, person)
    assert response.headers["Location"] == page("change", made)
    assert b"data-upload-file" in browser.get(page("change", made)).content


def test_upload_answers_with_the_form_to_send(browser: Client, asset: Asset, person: User) -> None:
    status, answer = post_json(browser, page("upload", asset), ANNOUNCEMENT)

    source = Source.objects.get()
    assert status == 201
    assert answer["fields"]["key"] == source.key  # type: ignore[index]  # a form
    assert (source.asset, source.created_by) == (asset, person)


@pytest.mark.parametrize(
    ("document", "status", "code"),
    [
        (ANNOUNCEMENT | {"filename": "chair.txt"}, 422, "upload_type"),
        (ANNOUNCEMENT | {"bytes": 0}, 422, "upload_empty"),
        (ANNOUNCEMENT | {"bytes": "10"}, 400, "bad_request"),
        (ANNOUNCEMENT | {"bytes": True}, 400, "bad_request"),
        ([], 400, "bad_request"),
        ({}, 400, "bad_request"),
    ],
)
def test_upload_says_what_is_wrong(
    browser: Client, asset: Asset, document: object, status: int, code: str
) -> None:
    answered, answer = post_json(browser, page("upload", asset), document)

    assert (answered, answer["code"]) == (status, code)
    assert answer["message"]
    assert not Source.objects.exists()


def test_state_tells_how_far_a_conversion_is(browser: Client, asset: Asset) -> None:
    source = received(asset, now=timezone.now())
    Conversion.objects.filter(sources=source).update(
        state=ConversionState.RUNNING,
        lease_token="7f0c4c58-2a8f-4b8e-9c39-5f4d3f3a8f11",
        lease_until=timezone.now(),
        stage="textures",
        percent=30,
    )

    assert browser.get(page("state", asset)).json() == {
        "state": "converting",
        "filename": "chair.glb",
        "label": "Converting",
        "tone": "busy",
        "sentence": "Compressing the textures",
        "percent": 30,
        "is_busy": True,
        "is_working": True,
        "shows": f"converting {source.pk} {source.conversion_id} -",
        "smaller": None,
    }


def test_state_of_an_upload_that_did_not_come_stops_the_waiting(browser: Client, asset: Asset) -> None:
    start(asset, b"x", now=timezone.now() - timedelta(minutes=61))

    state = browser.get(page("state", asset)).json()

    assert (state["state"], state["is_working"]) == ("lost", False)


def test_publish_roll_back_and_withdraw(browser: Client, asset: Asset) -> None:
    first, second = finished(asset), finished(asset)
    shown = []
    for name, form in (
        ("publish", {"revision": "2"}),
        ("publish", {"revision": "1"}),
        ("withdraw", {}),
    ):
        assert browser.post(page(name, asset), form).status_code == 302
        shown.append(Asset.objects.get(pk=asset.pk).published_revision)

    assert shown == [second, first, None]
    history = browser.get(page("history", asset)).content.decode()
    assert "Revision 2 is in the shop now." in history


@pytest.mark.parametrize("revision", ["9", "", "x", "-1", "²"])
def test_publish_of_no_revision_is_404(browser: Client, asset: Asset, revision: str) -> None:
    finished(asset)

    assert browser.post(page("publish", asset), {"revision": revision}).status_code == 404


def test_panel_offers_to_try_a_dead_conversion_again(
    browser: Client, asset: Asset, doorbells: list[tuple[str, dict[str, object]]]
) -> None:
    conversion_id = received(asset, now=timezone.now()).conversion_id
    Conversion.objects.update(state=ConversionState.DEAD, attempts=5)
    assert b"/retry/" in browser.get(page("panel", asset)).content

    browser.post(page("retry", asset))

    assert Conversion.objects.get().state == ConversionState.QUEUED
    assert doorbells == [("assets3d.convert", {"conversion_id": conversion_id})]


def test_models_cannot_be_deleted(browser: Client, asset: Asset) -> None:
    assert browser.post(page("delete", asset), {"post": "yes"}).status_code == 403
    assert Asset.objects.filter(pk=asset.pk).exists()
