"""Under which name a log-in was tried."""

import pytest
from django.test import RequestFactory

from accounts.lockout import attempted_name


@pytest.mark.parametrize(
    "typed",
    [
        {"username": "Ada@Vitrine.test"},
        {"email": " ada@vitrine.test"},
        {"username": None, "email": "ADA@vitrine.test"},
        {"username": "ada@vitrine.test", "email": "eve@vitrine.test"},
    ],
)
def test_credentials_name_the_address_in_lower_case(typed: dict[str, str | None]) -> None:
    assert attempted_name(None, {**typed, "password": "secret"}) == "ada@vitrine.test"


@pytest.mark.parametrize("field", ["username", "login"])
def test_without_credentials_the_form_names_it(field: str) -> None:
    request = RequestFactory().post("/", {field: "Ada@vitrine.test"})

    assert attempted_name(request, None) == "ada@vitrine.test"


def test_nobody_is_named_where_nobody_was_tried() -> None:
    assert attempted_name(RequestFactory().post("/"), {"password": "secret"}) is None
    assert attempted_name(None, None) is None
