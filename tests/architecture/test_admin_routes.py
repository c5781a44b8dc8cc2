"""In the admin, strangers are led to the log-in, and people of a merchant meet nothing of another merchant."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import resolve

from accounts.models import Membership, Merchant
from accounts.services.ensure_roles import MERCHANTS_GROUP, MERCHANTS_MAY, ensure_roles
from tests.architecture.admin_policy import (
    ADMIN_POLICIES,
    MAKE_FOREIGN,
    SECRET,
    Merchants,
    is_tenant,
)
from tests.architecture.routes import Route, all_routes
from tests.architecture.rows import everything
from tests.factories.accounts import MembershipFactory
from tests.factories.catalog import ProductFactory, make_offer

pytestmark = pytest.mark.django_db
# Orders are placed outside of transactions.
with_orders = pytest.mark.django_db(transaction=True)

LOGIN = "/admin/login/"
# Where nobody has to be logged in: to do so, and to be told that one is not any more.
OPEN = frozenset({"admin/login/", "admin/logout/"})
ADMIN_ROUTES = [route for route in all_routes() if route.is_admin]
REGISTERED = {model._meta.label: model for model in admin.site._registry}
OWN = [REGISTERED[label] for label, policy in ADMIN_POLICIES.items() if policy is Merchants.THEIR_OWN]
CLOSED = [REGISTERED[label] for label, policy in ADMIN_POLICIES.items() if policy is Merchants.NOTHING]
REFUSED = {302, 403, 404, 405}


@pytest.fixture
def member(client: Client) -> Client:
    """Somebody who owns a merchant that has things of its own."""
    for app_label in MERCHANTS_MAY:
        ensure_roles(app_label=app_label)
    membership = MembershipFactory(role=Membership.Role.OWNER)
    membership.user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    make_offer(product=ProductFactory(merchant=membership.merchant))
    client.force_login(membership.user)
    return client


def list_of(model: type[Model]) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def relations_to_others(model: type[Model]) -> list[Any]:
    """Fields that lead from rows that somebody may see to rows of which some belong to others."""
    fields: list[Any] = [field for field in model._meta.get_fields() if field.is_relation]
    others = [Merchant] if is_tenant(model) else list(MAKE_FOREIGN)
    return [field for field in fields if field.related_model in others]


def routes_of(row: Model) -> list[str]:
    """The addresses of everything that the admin offers to do with this row."""
    prefix = list_of(type(row)).lstrip("/")
    return [
        "/" + prefix + str(row.pk) + "/" + route.pattern.partition(">/")[2]
        for route in ADMIN_ROUTES
        if route.pattern.startswith(prefix + "<")
    ]


def test_every_kind_of_row_has_a_policy() -> None:
    assert set(REGISTERED) == set(ADMIN_POLICIES)
    assert {model for model in apps.get_models() if is_tenant(model)} == set(MAKE_FOREIGN)


def test_rows_of_merchants_are_shown_as_theirs_or_not_at_all() -> None:
    tenants = {model._meta.label for model in REGISTERED.values() if is_tenant(model)}

    assert tenants == {model._meta.label for model in OWN} | {"accounts.Merchant"}


@pytest.mark.parametrize("route", ADMIN_ROUTES, ids=lambda route: route.pattern)
def test_stranger_is_led_to_the_login(route: Route, client: Client) -> None:
    before = everything()

    for method in ("GET", "POST"):
        answer = client.generic(method, route.address)

        is_open = route.pattern in OPEN
        assert answer.status_code == 302 or (is_open and answer.status_code in {200, 405}), method
        assert is_open or answer["Location"].startswith(LOGIN)

    assert everything() == before


@with_orders
@pytest.mark.parametrize("model", OWN)
def test_row_of_another_merchant_does_not_exist(model: type[Model], member: Client) -> None:
    foreign = MAKE_FOREIGN[model]()
    addresses = routes_of(foreign)
    assert len(addresses) >= 4
    before = everything()

    for address in addresses:
        for send in (member.get, member.post):
            answer = send(address, {"post": "yes", "revision": "1", "title": "Mine", "_save": "1"})

            assert answer.status_code in REFUSED, address
            assert SECRET.encode() not in answer.content
            assert answer.status_code != 302 or resolve(answer["Location"]).url_name

    assert everything() == before


@with_orders
@pytest.mark.parametrize("model", OWN)
def test_lists_and_searches_find_nothing_of_others(model: type[Model], member: Client) -> None:
    foreign = MAKE_FOREIGN[model]()

    for wanted in (SECRET, str(foreign.pk), ""):
        found = member.get(list_of(model), {"q": wanted}).context["cl"].queryset
        assert foreign.pk not in {row.pk for row in found}

    for page in (list_of(model), "/admin/"):
        text = member.get(page).content.decode()
        assert SECRET not in text
        assert f"{list_of(model)}{foreign.pk}/" not in text


def test_search_over_everything_is_not_offered(member: Client) -> None:
    """unfold's keeps what it found where only JSON can be kept, and fails."""
    assert member.get("/admin/search/", {"s": "asset"}).status_code == 404


@pytest.mark.parametrize("model", [*OWN, REGISTERED["catalog.Category"]])
def test_filters_across_to_others_are_refused(model: type[Model], member: Client) -> None:
    """?products__name__startswith=… would let one merchant guess at another's."""
    for field in relations_to_others(model):
        for inner in field.related_model._meta.get_fields():
            # A row's own merchant may be named by its number.
            if field.concrete and inner.name == "id":
                continue
            asked = {f"{field.name}__{inner.name}__isnull": "False"}

            assert member.get(list_of(model), asked).status_code in {302, 400}, asked


@with_orders
@pytest.mark.parametrize("model", OWN)
def test_actions_leave_rows_of_others_alone(model: type[Model], member: Client) -> None:
    foreign = MAKE_FOREIGN[model]()
    offered = admin.site._registry[model].actions or ()
    names = {"delete_selected", *(getattr(each, "__name__", each) for each in offered)}
    before = everything()

    for name in names:
        for across in ("0", "1"):
            chosen = {
                "action": name,
                "_selected_action": [foreign.pk],
                "select_across": across,
                "post": "yes",
            }
            assert member.post(list_of(model), chosen).status_code in {200, 302}

    after = everything()
    assert row_in(after, foreign) == row_in(before, foreign)


def row_in(rows: dict[str, list[dict[str, object]]], row: Model) -> dict[str, object]:
    """The row without its version and when it came, which grow whenever the mirror is brought up to date."""
    return next(
        {**each, "version": None, "changed_at": None}
        for each in rows[row._meta.label]
        if each["id"] == row.pk
    )


@with_orders
def test_choices_that_are_searched_for_hold_nothing_of_others(member: Client) -> None:
    for make in MAKE_FOREIGN.values():
        make()

    for model in REGISTERED.values():
        for field in model._meta.get_fields():
            if not field.concrete or not field.is_relation:
                continue
            asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name or ""}
            answer = member.get("/admin/autocomplete/", {**asked, "field_name": field.name, "term": ""})

            assert answer.status_code in {200, 403, 404}
            assert SECRET.encode() not in answer.content


@pytest.mark.parametrize("model", CLOSED)
def test_what_is_for_the_shops_owner_is_closed_to_merchants(model: type[Model], member: Client) -> None:
    prefix = list_of(model).lstrip("/")
    before = everything()

    for route in ADMIN_ROUTES:
        if not route.pattern.startswith(prefix):
            continue
        for send in (member.get, member.post):
            answer = send(route.address, {"post": "yes", "email": "new@vitrine.test", "name": "New"})
            # What does not exist leads on to a page that is refused.
            led = {"/admin/", f"{route.address}change/"}
            assert answer.status_code == 403 or answer.get("Location") in led, route.pattern

    assert everything() == before


def test_shelves_can_be_looked_at_but_not_changed(member: Client) -> None:
    category = ProductFactory().category
    assert member.get(f"/admin/catalog/category/{category.pk}/change/").status_code == 200
    before = everything()

    for path in ("add/", f"{category.pk}/change/", f"{category.pk}/delete/"):
        answer = member.post(f"/admin/catalog/category/{path}", {"name": "New", "slug": "new", "post": "yes"})
        assert answer.status_code == 403

    assert everything() == before


@with_orders
@pytest.mark.parametrize("model", list(MAKE_FOREIGN))
def test_address_of_a_row_is_not_given_away_by_its_number(model: type[Model], member: Client) -> None:
    """The admin's "view on site" looks a row up by type and number, whoever asks."""
    foreign = MAKE_FOREIGN[model]()
    content_type = apps.get_model("contenttypes", "ContentType").objects.get_for_model(model)

    assert member.get(f"/admin/r/{content_type.pk}/{foreign.pk}/").status_code == 404
