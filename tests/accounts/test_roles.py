"""What the group of merchants may do, and that log-in by e-mail opens the admin."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from accounts.services.ensure_roles import MERCHANTS_GROUP, ensure_roles
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def granted() -> set[str]:
    permissions = Group.objects.get(name=MERCHANTS_GROUP).permissions.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}" for row in permissions}


def test_merchants_may_work_on_models_and_not_delete_them() -> None:
    assert {"assets3d.view_asset", "assets3d.add_asset", "assets3d.change_asset"} <= granted()
    assert "assets3d.delete_asset" not in granted()


def test_merchants_may_nothing_about_people() -> None:
    """But make keys, webhook endpoints and details for invoices, of merchants that they own."""
    own = {
        f"accounts.{verb}_{kind}"
        for verb in ("view", "add", "change")
        for kind in ("apikey", "merchantdetails", "webhookendpoint")
    }

    assert {name for name in granted() if name.startswith(("accounts.", "auth."))} == own


def test_ensure_roles_takes_back_what_was_granted_by_hand() -> None:
    group = Group.objects.get(name=MERCHANTS_GROUP)
    group.permissions.add(Permission.objects.get(codename="delete_asset"))

    ensure_roles(app_label="assets3d")

    assert "assets3d.delete_asset" not in granted()


def test_log_in_with_the_address_in_any_case() -> None:
    UserFactory.create(email="mika@vitrine.test", password="a long password")
    client = Client()

    response = client.post(
        reverse("admin:login"),
        {"username": "Mika@Vitrine.Test", "password": "a long password", "next": "/admin/"},
    )

    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("model", ["user", "merchant"])
def test_people_are_managed_by_superusers_alone(model: str) -> None:
    member = MembershipFactory.create().user
    member.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    pages = [reverse(f"admin:accounts_{model}_{name}") for name in ("changelist", "add")]
    statuses = {}
    for person in (member, UserFactory.create(is_superuser=True)):
        client = Client()
        client.force_login(person)
        statuses[person.is_superuser] = [client.get(page).status_code for page in pages]

    assert statuses == {False: [403, 403], True: [200, 200]}


def test_admin_policy_is_wider_than_the_shops_and_no_wider_than_needed() -> None:
    policy = Client().get(reverse("admin:login")).headers["Content-Security-Policy"]

    directives = {name: set(sources) for name, *sources in (part.split() for part in policy.split("; "))}
    assert directives["script-src"] == {"'self'", "'wasm-unsafe-eval'", "'unsafe-eval'"}
    assert directives["style-src"] == {"'self'", "'unsafe-inline'"}
    assert directives["default-src"] == {"'none'"}
