"""What people change about their account."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.db import OperationalError
from django.test import Client

from accounts.models import Membership, User
from accounts.site import leave
from tests.accounts.site.browsing import (
    PASSWORD,
    customer,
    link_in_newest_mail,
    log_in,
    logged_in,
    prove_again,
)
from tests.factories.accounts import MembershipFactory

# E-mails are sent once what they tell of is committed.
pytestmark = pytest.mark.django_db(transaction=True)


def code_for(secret: str, counter: int) -> str:
    code: str = format_hotp_value(hotp_value(secret, counter))
    return code


def test_password_changes_with_the_old_one_and_is_told_of() -> None:
    client = logged_in(customer())
    new = "another long one"

    wrong = client.post("/account/password/", {"oldpassword": "wrong", "password1": new, "password2": new})
    right = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert (wrong.status_code, right.status_code) == (200, 302)
    assert log_in(Client(), "ada@vitrine.test", new) == (302, "/account/")
    assert mail.outbox[-1].to == ["ada@vitrine.test"]


def test_new_address_counts_once_its_link_was_followed() -> None:
    user = customer()
    client = logged_in(user)

    prove_again(client)
    client.post("/account/email/", {"email": "byron@vitrine.test", "action_add": ""})
    user.refresh_from_db()
    assert user.email == "ada@vitrine.test"
    client.post(link_in_newest_mail())

    user.refresh_from_db()
    assert user.email == "byron@vitrine.test"
    assert [address.email for address in EmailAddress.objects.all()] == ["byron@vitrine.test"]


def test_address_of_somebody_else_is_not_told_to_be_taken() -> None:
    customer(email="bob@vitrine.test")
    client = logged_in(customer())
    prove_again(client)

    taken = client.post("/account/email/", {"email": "bob@vitrine.test", "action_add": ""})

    assert taken.status_code == 302
    assert User.objects.filter(email="bob@vitrine.test").count() == 1


def test_second_step_is_asked_for_once_it_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    user = customer()
    client = logged_in(user)
    assert client.get("/account/two-step/app/").headers["Location"].startswith("/account/confirm-again/")
    prove_again(client)
    page = client.get("/account/two-step/app/")
    secret = page.context["form"].secret
    assert all(
        part in page.content
        for part in (b'src="data:image/svg', b'href="otpauth://totp/', b'inputmode="numeric"')
    )

    # As apps show it, and sent within its half minute.
    window = list(yield_hotp_counters_from_time())
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter(window))
    code = code_for(secret, window[0])
    client.post("/account/two-step/app/", {"code": f"{code[:3]} {code[3:]} "})

    assert Authenticator.objects.filter(user=user).count() == 2
    assert secret not in str(list(Authenticator.objects.values("data")))
    codes = client.get("/account/two-step/recovery/").context["unused_codes"]
    other = Client()
    assert log_in(other, user.email) == (302, "/account/two-step/code/")
    assert other.get("/account/email/").status_code == 302
    assert other.post("/account/two-step/code/", {"code": "no code"}).status_code == 200
    spaced = f" {codes[0][:4]} {codes[0][4:]}"
    assert other.post("/account/two-step/code/", {"code": spaced}).headers["Location"] == "/account/"


def test_account_is_deleted_with_everything_of_it() -> None:
    user = customer()
    client = logged_in(user)

    refused = client.post("/account/delete/", {"password": "wrong"})
    assert (refused.status_code, User.objects.count()) == (422, 1)
    client.post("/account/delete/", {"password": PASSWORD})

    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()
    assert client.get("/account/email/").status_code == 302


@pytest.mark.parametrize("work", ["staff", "member"])
def test_people_who_work_here_are_not_deleted(work: str) -> None:
    user = customer()
    if work == "staff":
        User.objects.update(is_staff=True)
    else:
        MembershipFactory(user=user, role=Membership.Role.STAFF)

    answer = logged_in(user).post("/account/delete/", {"password": PASSWORD})

    assert b"You work for the shop." in answer.content
    assert User.objects.filter(pk=user.pk).exists()


def test_pages_say_so_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_arguments: object) -> None:
        raise OperationalError

    client = logged_in(customer())
    monkeypatch.setattr(leave, "delete_account", fail)

    answer = client.post("/account/delete/", {"password": PASSWORD})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert b"One moment, please." in answer.content
    assert "no-store" in answer.headers["Cache-Control"]
