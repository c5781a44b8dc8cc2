"""What tests of the account pages do over and over."""

import re

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.factories.accounts import UserFactory

PASSWORD = "correct horse battery"
LINK = re.compile(r"https?://testserver(/\S+)")


def customer(*, email: str = "ada@vitrine.test", **fields: object) -> User:
    """Somebody who has confirmed their e-mail address."""
    user: User = UserFactory.create(email=email, password=PASSWORD, is_staff=False, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def logged_in(user: User) -> Client:
    client = Client()
    answer = log_in(client, user.email)
    assert answer == (302, "/account/")
    return client


def log_in(client: Client, email: str, password: str = PASSWORD) -> tuple[int, str]:
    """Status and where it leads."""
    answer = client.post("/account/login/", {"login": email, "password": password})
    return answer.status_code, answer.headers.get("Location", "")


def link_in_newest_mail() -> str:
    found = LINK.search(str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def prove_again(client: Client) -> None:
    """What changes how somebody logs in is asked for once more."""
    answer = client.post("/account/confirm-again/", {"password": PASSWORD})
    assert answer.status_code == 302
