"""Signing up, logging in and out, and getting back in: what a browser sees, and what it must not learn."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import AccountMail, User
from accounts.services.mails.send_mail import send_mail
from accounts.states import DeliveryState
from tests.accounts.site.browsing import PASSWORD, customer, link_in_newest_mail, log_in, logged_in
from tests.factories.accounts import UserFactory

# E-mails are sent once what they tell of is committed.
pytestmark = pytest.mark.django_db(transaction=True)


def sign_up(client: Client, email: str, password: str = PASSWORD) -> tuple[int, str]:
    answer = client.post("/account/signup/", {"email": email, "password1": password})
    return answer.status_code, answer.headers.get("Location", "")


def test_person_signs_up_by_following_a_link() -> None:
    client = Client()

    assert sign_up(client, "Ada@Vitrine.test") == (302, "/account/email/sent/")

    assert "_auth_user_id" not in client.session
    link = link_in_newest_mail()
    assert b"ada@vitrine.test" in client.get(link).content
    assert not EmailAddress.objects.get().verified
    client.post(link)
    assert EmailAddress.objects.get().verified
    assert client.get("/account/email/").status_code == 200


def test_who_has_an_account_is_nobodys_business() -> None:
    """The same answers for an address with an account and for one without; both get an e-mail."""
    customer()

    known, unknown = (sign_up(Client(), email) for email in ("ada@vitrine.test", "eve@vitrine.test"))

    assert known == unknown == (302, "/account/email/sent/")
    assert [message.to for message in mail.outbox] == [["ada@vitrine.test"], ["eve@vitrine.test"]]
    assert User.objects.filter(email="ada@vitrine.test").count() == 1
    pages = [
        Client().post("/account/login/", {"login": email, "password": "wrong"}).content
        for email in ("ada@vitrine.test", "bob@vitrine.test")
    ]
    assert [b"E-mail address and password do not match." in page for page in pages] == [True, True]


def test_forgotten_password_is_chosen_anew() -> None:
    customer()
    client = Client()

    asked = client.post("/account/password/reset/", {"email": "ADA@vitrine.test"})
    form = client.get(link_in_newest_mail()).headers["Location"]
    client.post(form, {"password1": "another long one", "password2": "another long one"})

    assert asked.headers["Location"] == "/account/password/reset/sent/"
    assert log_in(Client(), "ada@vitrine.test")[0] == 200
    assert log_in(Client(), "ada@vitrine.test", "another long one") == (302, "/account/")


def test_reset_of_an_unknown_address_looks_the_same() -> None:
    asked = Client().post("/account/password/reset/", {"email": "nobody@vitrine.test"})

    assert (asked.status_code, asked.headers["Location"]) == (302, "/account/password/reset/sent/")
    assert mail.outbox[0].subject == "There is no account under this address"


def test_reset_link_works_once() -> None:
    customer()
    Client().post("/account/password/reset/", {"email": "ada@vitrine.test"})
    link = link_in_newest_mail()
    client = Client()
    client.post(
        client.get(link).headers["Location"],
        {"password1": "another long one", "password2": "another long one"},
    )

    assert b"does not work any more" in Client().get(link).content


@pytest.mark.parametrize("password", ["short", "1234567890", "password123", "ada@vitrine.test"])
def test_weak_passwords_are_refused_beside_the_field(password: str) -> None:
    answer = Client().post("/account/signup/", {"email": "ada@vitrine.test", "password1": password})

    assert b'class="errorlist"' in answer.content
    assert b'value="ada@vitrine.test"' in answer.content
    assert not User.objects.exists()


def test_closed_accounts_look_like_wrong_passwords() -> None:
    customer(is_active=False)
    client = Client()

    assert log_in(client, "ada@vitrine.test")[0] == 200
    assert "_auth_user_id" not in client.session


def test_people_made_in_the_admin_log_in_after_confirming() -> None:
    UserFactory(email="staff@vitrine.test", password=PASSWORD)
    client = Client()

    assert log_in(client, "staff@vitrine.test") == (302, "/account/email/sent/")
    client.post(link_in_newest_mail())

    assert log_in(Client(), "staff@vitrine.test") == (302, "/account/")


def test_log_out_needs_a_press_and_ends_the_session() -> None:
    client = logged_in(customer())

    assert b"Log out?" in client.get("/account/logout/").content
    assert client.get("/account/email/").status_code == 200
    client.post("/account/logout/")

    assert client.get("/account/email/").headers["Location"].startswith("/account/login/")


def test_nobody_is_led_to_other_sites() -> None:
    customer()

    answer = Client().post(
        "/account/login/?next=https://elsewhere.example/",
        {"login": "ada@vitrine.test", "password": PASSWORD, "next": "https://elsewhere.example/"},
    )

    assert answer.headers["Location"] == "/account/"


def test_guessing_is_held_off_by_postgresql_also_when_redis_forgets(settings: Settings) -> None:
    settings.AXES_ENABLED = True
    user = customer()

    for _ in range(settings.AXES_FAILURE_LIMIT):
        log_in(Client(), user.email.upper(), "wrong")
        cache.clear()
    answer = Client().post("/account/login/", {"login": user.email, "password": PASSWORD})

    assert answer.status_code == 429
    assert b"Too many wrong passwords." in answer.content


def test_floods_are_held_off() -> None:
    answers = [sign_up(Client(), f"person{number}@vitrine.test")[0] for number in range(21)]

    assert (answers[:20], answers[20]) == ([302] * 20, 429)


def test_server_that_takes_no_mail_breaks_nothing_and_is_asked_again(settings: Settings) -> None:
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert sign_up(Client(), "ada@vitrine.test") == (302, "/account/email/sent/")

    waiting = AccountMail.objects.get()
    assert (waiting.state, waiting.last_error) == (DeliveryState.WAITING, "server_unreachable")
    settings.EMAIL_BACKEND = backend
    assert send_mail(mail_id=waiting.pk, now=waiting.due_at)
    assert Client().get(link_in_newest_mail()).status_code == 200


def test_no_e_mail_is_sent_within_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.tasks.sending.send_mail", lambda **_: None)
    customer()

    Client().post("/account/password/reset/", {"email": "ada@vitrine.test"})
    sign_up(Client(), "eve@vitrine.test")

    assert mail.outbox == []
    kinds = list(AccountMail.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["password_reset_key", "email_confirmation_signup"]


class RedisIsAway:
    """What the cache answers while nothing is there."""

    def add(self, *_arguments: object, **_options: object) -> None:
        return None

    def delete(self, *_arguments: object, **_options: object) -> None:
        return None


def test_without_redis_nobody_guesses_on(monkeypatch: pytest.MonkeyPatch) -> None:
    client = logged_in(customer())
    monkeypatch.setattr(ratelimit, "cache", RedisIsAway())
    monkeypatch.setattr(ratelimit, "CACHE_LOCK_WAIT_TIMEOUT", 0)

    assert log_in(Client(), "ada@vitrine.test")[0] == 429
    assert client.get("/account/email/").status_code == 200
