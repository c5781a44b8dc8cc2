"""The page on which merchants drop many 3D models at once."""

import json

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Merchant, User
from accounts.services.ensure_roles import MERCHANTS_GROUP
from assets3d.models import Asset
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db

ASSIGN = "/admin/catalog/importjob/models/assign/"


@pytest.fixture
def merchant() -> Merchant:
    merchant: Merchant = MerchantFactory()
    return merchant


@pytest.fixture
def staff_client(client: Client, merchant: Merchant) -> Client:
    user: User = UserFactory()
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    MembershipFactory(user=user, merchant=merchant)
    client.force_login(user)
    return client


def test_each_file_is_told_where_to_go(staff_client: Client, merchant: Merchant) -> None:
    ProductFactory(merchant=merchant, slug="lamp", name="Lamp")

    answer = staff_client.post(
        ASSIGN, {"merchant": merchant.pk, "filenames": ["lamp.glb", "x.glb"]}, "application/json"
    )

    asset = Asset.objects.get()
    page = f"/admin/assets3d/asset/{asset.pk}"
    lamp, unknown = answer.json()["files"]
    assert lamp == {
        "filename": "lamp.glb",
        "product": "Lamp",
        "upload_url": f"{page}/upload/",
        "page_url": f"{page}/change/",
        "message": "",
    }
    assert (unknown["upload_url"], unknown["product"]) == (None, "")
    ticket = staff_client.post(lamp["upload_url"], {"filename": "lamp.glb", "bytes": 10}, "application/json")
    assert ticket.status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '{"merchant": "1", "filenames": []}',
        '{"merchant": 1, "filenames": [1]}',
        '{"merchant": 1, "filenames": ["\\ud800"]}',
        '{"merchant": 1, "filenames": ["\\u0000"]}',
        "[" * 100_000,
        json.dumps({"merchant": 1, "filenames": ["x" * 300_000]}),
    ],
)
def test_what_cannot_be_understood_is_refused(body: str, staff_client: Client) -> None:
    answer = staff_client.post(ASSIGN, body, "application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_too_many_files_are_refused(staff_client: Client, merchant: Merchant) -> None:
    answer = staff_client.post(
        ASSIGN, {"merchant": merchant.pk, "filenames": ["a"] * 501}, "application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_files")


def test_merchant_of_others_does_not_exist(staff_client: Client) -> None:
    other = ProductFactory(slug="lamp").merchant

    answer = staff_client.post(ASSIGN, {"merchant": other.pk, "filenames": ["lamp.glb"]}, "application/json")

    assert answer.status_code == 404
    assert Asset.objects.count() == 0


def test_people_who_may_not_change_products_are_refused(client: Client, merchant: Merchant) -> None:
    user: User = UserFactory()
    MembershipFactory(user=user, merchant=merchant)
    client.force_login(user)

    assert client.get("/admin/catalog/importjob/models/").status_code == 403
    assert client.post(ASSIGN, {}, "application/json").status_code == 403


def test_page_offers_the_kinds_of_files(staff_client: Client) -> None:
    page = staff_client.get("/admin/catalog/importjob/models/").content.decode()

    assert ".glb" in page
    assert f'data-assign-url="{ASSIGN}"' in page
