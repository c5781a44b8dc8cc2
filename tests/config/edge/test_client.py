"""Whose address counts, and that password guessers are locked out one by one."""

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from config.edge.client import client_address
from tests.factories.accounts import UserFactory

FORGED = {"X-Forwarded-For": "203.0.113.99", "X-Real-IP": "203.0.113.98", "Forwarded": "for=203.0.113.97"}
NEIGHBOUR = "10.0.0.4"


def address_of(headers: dict[str, str]) -> str:
    return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=NEIGHBOUR))


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("198.51.100.7:46532", "198.51.100.7"),
        ("2001:db8::7:46532", "2001:db8::7"),
        ("2001:0db8:0:0:0:0:0:7:46532", "2001:db8::7"),
        ("[2001:db8::7]:46532", "2001:db8::7"),
    ],
)
def test_behind_the_distribution_its_viewer_counts(written: str, address: str, settings: Settings) -> None:
    settings.BEHIND_DISTRIBUTION = True

    assert address_of({**FORGED, "CloudFront-Viewer-Address": written}) == address


@pytest.mark.parametrize("written", ["", "nonsense", ":", "198.51.100.7", "1.2.3.4, 5.6.7.8:1", "a.b.c.d:1"])
def test_what_is_no_address_is_not_believed(written: str, settings: Settings) -> None:
    settings.BEHIND_DISTRIBUTION = True

    assert address_of({**FORGED, "CloudFront-Viewer-Address": written}) == NEIGHBOUR


def test_without_a_distribution_no_header_counts() -> None:
    assert address_of({**FORGED, "CloudFront-Viewer-Address": "198.51.100.7:1"}) == NEIGHBOUR


def guess(client: Client, email: str, password: str, viewer: str, **more: str) -> int:
    answer = client.post(
        "/admin/login/",
        {"username": email, "password": password},
        headers={"CloudFront-Viewer-Address": viewer, **more},
        REMOTE_ADDR=NEIGHBOUR,
    )
    return answer.status_code


@pytest.mark.django_db
def test_guesser_is_locked_out_whatever_they_forge_and_others_are_not(
    settings: Settings, client: Client
) -> None:
    settings.AXES_ENABLED, settings.BEHIND_DISTRIBUTION = True, True
    user = UserFactory.create(is_staff=True)
    user.set_password("the right password")
    user.save()

    guesses = [
        guess(
            client,
            user.email,
            "wrong",
            f"198.51.100.7:{number}",
            **{"X-Forwarded-For": f"203.0.113.{number}"},
        )
        for number in range(1, settings.AXES_FAILURE_LIMIT + 1)
    ]
    locked = guess(client, user.email, "the right password", "198.51.100.7:1", **FORGED)
    other = guess(client, user.email, "the right password", "198.51.100.8:1")

    assert guesses[:-1] == [200] * (settings.AXES_FAILURE_LIMIT - 1)
    assert (guesses[-1], locked, other) == (429, 429, 302)
