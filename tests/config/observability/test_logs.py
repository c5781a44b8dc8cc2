"""What log lines hold, and what they never do."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.test import Client

from config.observability.logs import console_logging, json_logging

KEY = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.fixture
def lines(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is written under the given kind of logging."""
    stream = io.StringIO()
    configuration = request.param(level="INFO")
    configuration["handlers"]["stream"]["stream"] = stream
    logging.config.dictConfig(configuration)
    yield stream
    logging.config.dictConfig(console_logging(level="INFO"))


@pytest.mark.django_db
@pytest.mark.parametrize("lines", [console_logging, json_logging], indirect=True)
@pytest.mark.parametrize(
    "address", [f"/orders/{KEY}/", f"/pay/{KEY}/?x=1", f"/orders/{KEY.upper()}/nothing/"]
)
def test_keys_of_orders_and_payments_are_masked(address: str, lines: io.StringIO, client: Client) -> None:
    client.get(address)
    client.put(address)
    logging.getLogger("orders").warning("sent on to %s", f"https://shop.example{address}")
    try:
        raise ValueError(address)
    except ValueError:
        logging.getLogger("orders").exception("failed", extra={"address": [address]})

    assert KEY not in lines.getvalue().lower()
    assert "/*/" in lines.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("lines", [console_logging, json_logging], indirect=True)
def test_what_somebody_searched_for_is_in_no_line(lines: io.StringIO, client: Client) -> None:
    for address in ("/orders/nothing/", "/admin/orders/order/", "/api/v1/merchant/orders/", "/search/"):
        client.get(address, {"q": "Byron Linden", "search": "ada.byron@ex"})

    assert "GET /api/v1/merchant/orders/" in lines.getvalue()
    assert not any(word in lines.getvalue() for word in ("Byron", "Linden", "byron"))


@pytest.mark.django_db
@pytest.mark.parametrize("lines", [console_logging, json_logging], indirect=True)
@pytest.mark.parametrize(
    "address",
    [
        "/account/email/confirm/MQ:1xyz:Secret-part/",
        "/account/password/reset/1-d4x-Secret-part/",
        "/account/password/reset/1-d4x-Secret-part",
    ],
)
def test_what_is_mailed_to_people_is_masked(address: str, lines: io.StringIO, client: Client) -> None:
    client.get(address)
    logging.getLogger("accounts").warning("sent %s", f"https://shop.example{address}?next=/account/")

    assert "Secret" not in lines.getvalue()
    assert "reset/*" in lines.getvalue() or "confirm/*" in lines.getvalue()


@pytest.mark.parametrize("lines", [console_logging, json_logging], indirect=True)
@pytest.mark.parametrize(
    "text", ["ada+shop@mail.vitrine.test", "?q=ada%40mail.vitrine.test&p=1", "<ada@vitrine.test>"]
)
def test_email_addresses_are_masked(text: str, lines: io.StringIO) -> None:
    logging.getLogger("orders").warning("sought %s", text, extra={"request": [text]})

    assert "ada" not in lines.getvalue()
    assert "vitrine.test" not in lines.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("lines", [json_logging], indirect=True)
def test_json_has_a_line_with_an_id_for_each_request(lines: io.StringIO, client: Client) -> None:
    client.get("/cart/")

    logged = [json.loads(line) for line in lines.getvalue().splitlines()]
    finished = next(line for line in logged if line["event"] == "request_finished")
    assert (finished["code"], finished["request"]) == (200, "GET /cart/")
    assert finished["request_id"]
    assert not {"ip", "user_id"} & set(finished)


@pytest.mark.django_db
@pytest.mark.parametrize("lines", [console_logging], indirect=True)
def test_console_is_silent_about_requests_that_went_well(lines: io.StringIO, client: Client) -> None:
    client.get("/cart/")
    assert lines.getvalue() == ""

    client.get("/nowhere/")
    assert "GET /nowhere/" in lines.getvalue()


@pytest.mark.parametrize("lines", [console_logging, json_logging], indirect=True)
@pytest.mark.parametrize(
    "text",
    [
        "postgres://shop:hunter2@database:5432/shop",
        "rediss://:hunter2@cache:6379/0",
        "https://bucket.s3.amazonaws.com/key?X-Amz-Signature=hunter2&x=1",
        "{'X-Amz-Signature': 'hunter2'}",
        "X-Origin-Verify: hunter2",
    ],
)
def test_passwords_and_signatures_are_masked(text: str, lines: io.StringIO) -> None:
    logging.getLogger("orders").warning("sought %s", text, extra={"request": [text]})

    assert "sought" in lines.getvalue()
    assert "hunter2" not in lines.getvalue()
