"""The admin's door: a second step is passed before there is a session, and asked of everybody where the shop wants it."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.site import staff
from tests.accounts.site.browsing import PASSWORD
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

ORDERS = "/admin/orders/order/"
CODE_PAGE = "/account/two-step/code/"
LATER = "/admin/second-step/later/"
AGAIN_PAGE = "/account/two-step/confirm-again/"


@pytest.fixture
def keeper() -> User:
    """Runs the shop, was made in the admin, and has followed no link."""
    user: User = UserFactory.create(email="keeper@vitrine.test", password=PASSWORD, is_superuser=True)
    return user


def with_second_step(user: User) -> list[str]:
    """Sets it up; the recovery codes."""
    TOTP.activate(user, generate_totp_secret())
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes


def come_in(client: Client, password: str = PASSWORD, address: str = ORDERS) -> tuple[int, str]:
    sent = {"username": "keeper@vitrine.test", "password": password, "next": address}
    answer = client.post(f"/admin/login/?next={address}", sent)
    return answer.status_code, answer.headers.get("Location", "")


def is_inside(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_without_a_second_step_the_password_is_enough_and_the_first_page_advises_one(keeper: User) -> None:
    client = Client()

    assert come_in(client) == (302, ORDERS)

    page = client.get("/admin/").content.decode()
    assert '<a href="/account/two-step/" class="underline">Set up a second step</a>' in page


def advises(client: Client) -> bool:
    return "Set up a second step" in client.get("/admin/").content.decode()


def test_advice_is_put_off_by_a_form_for_thirty_days_in_this_browser(keeper: User) -> None:
    client, other = Client(enforce_csrf_checks=True), Client()
    client.force_login(keeper)
    other.force_login(keeper)
    page = client.get("/admin/").content.decode()
    (token,) = re.findall(r'later/">\s*<input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"', page)

    answer = client.post(LATER, {"csrfmiddlewaretoken": token})

    assert answer.headers["Location"] == "/admin/"
    assert (advises(client), advises(other)) == (False, True)
    cookie = answer.cookies[staff.PUT_OFF]
    assert (cookie["max-age"], cookie["path"], cookie["httponly"]) == (30 * 24 * 3600, "/admin/", True)


def test_advice_comes_back_when_its_time_has_come(keeper: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    client.force_login(keeper)
    client.post(LATER)
    assert not advises(client)

    monkeypatch.setattr(staff, "TIME_PUT_OFF", timedelta(seconds=-1))

    assert advises(client)


def test_advice_is_put_off_for_nobody_else(keeper: User) -> None:
    client = Client()
    client.force_login(keeper)
    client.post(LATER)
    client.force_login(UserFactory.create(is_superuser=True))
    assert advises(client)

    client.cookies[staff.PUT_OFF] = str(keeper.pk)
    client.force_login(keeper)

    assert advises(client)


def test_where_the_second_step_is_asked_for_nothing_is_put_off(
    keeper: User, settings: Settings, rf: RequestFactory
) -> None:
    client = Client()
    client.force_login(keeper)
    client.post(LATER)
    request = rf.get("/admin/")
    request.user = keeper
    request.COOKIES[staff.PUT_OFF] = client.cookies[staff.PUT_OFF].value
    assert staff.is_put_off(request)

    settings.STAFF_NEED_SECOND_STEP = True

    assert not staff.is_put_off(request)
    fresh = Client()
    fresh.cookies = client.cookies
    assert fresh.get("/admin/").headers["Location"] == "/account/two-step/app/"


@pytest.mark.parametrize("is_inside", [False, True])
def test_advice_is_put_off_by_whoever_works_here_and_by_pressing_alone(
    keeper: User, *, is_inside: bool
) -> None:
    client = Client()
    if is_inside:
        client.force_login(keeper)

    answer = client.get(LATER) if is_inside else client.post(LATER)

    assert answer.status_code == (405 if is_inside else 302)
    assert staff.PUT_OFF not in client.cookies


def test_second_step_is_passed_before_there_is_a_session(keeper: User) -> None:
    codes, client = with_second_step(keeper), Client()

    assert come_in(client) == (302, CODE_PAGE)

    assert not is_inside(client)
    assert client.get("/account/two-step/").status_code == 302
    assert client.post(CODE_PAGE, {"code": "no code"}).status_code == 200
    assert not is_inside(client)
    assert client.post(CODE_PAGE, {"code": codes[0]}).headers["Location"] == ORDERS
    assert is_inside(client)
    assert b"Set up a second step" not in client.get("/admin/").content


@pytest.mark.parametrize("with_code", [False, True])
def test_page_that_was_opened_by_itself_leads_into_the_admin(keeper: User, *, with_code: bool) -> None:
    codes, client = with_second_step(keeper) if with_code else [], Client()
    page = client.get("/admin/login/").content.decode()
    assert 'action="/admin/login/"' in page

    answer = client.post("/admin/login/", {"username": "keeper@vitrine.test", "password": PASSWORD})
    if codes:
        answer = client.post(answer.headers["Location"], {"code": codes[0]})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    assert client.get("/admin/login/").headers["Location"] == "/admin/"


def test_wrong_password_leads_to_no_second_step(keeper: User) -> None:
    with_second_step(keeper)
    client = Client()

    assert come_in(client, password="wrong")[0] == 200
    assert client.get(CODE_PAGE).headers["Location"] == "/account/login/"


def test_customers_are_refused_whatever_they_have_set_up() -> None:
    customer: User = UserFactory.create(email="keeper@vitrine.test", password=PASSWORD, is_staff=False)
    with_second_step(customer)
    client = Client()

    assert come_in(client)[0] == 200
    assert client.get(CODE_PAGE).headers["Location"] == "/account/login/"


def test_nobody_is_led_to_other_sites_behind_the_second_step(keeper: User) -> None:
    codes, client = with_second_step(keeper), Client()

    come_in(client, address="https://elsewhere.example/")

    assert client.post(CODE_PAGE, {"code": codes[0]}).headers["Location"] == "/admin/"


def test_shop_that_asks_for_it_lets_nobody_in_without(keeper: User, settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_STEP = True
    client = Client()
    come_in(client)

    for address in ("/admin/", ORDERS):
        assert client.get(address).headers["Location"] == "/account/two-step/app/"
    assert client.get("/admin/login/").status_code == 302
    assert client.post("/admin/logout/").status_code == 200


def test_session_from_before_passes_the_second_step_and_goes_on(keeper: User, settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_STEP = True
    client = Client()
    client.force_login(keeper)
    codes = with_second_step(keeper)

    asked = client.get(f"{ORDERS}?page=2").headers["Location"]
    assert asked == f"{AGAIN_PAGE}?next=%2Fadmin%2Forders%2Forder%2F%3Fpage%3D2"
    assert client.post(ORDERS, {"action": "x"}).headers["Location"] == f"{AGAIN_PAGE}?next=%2Fadmin%2F"
    passed = client.post(asked, {"code": codes[0], "next": f"{ORDERS}?page=2"})

    assert passed.headers["Location"] == f"{ORDERS}?page=2"
    assert is_inside(client)


def test_whoever_is_not_logged_in_is_not_sent_to_set_anything_up(settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_STEP = True

    assert Client().get(ORDERS).headers["Location"].startswith("/admin/login/")
    assert not Authenticator.objects.exists()
