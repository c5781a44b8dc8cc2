"""Errors of every app and of the framework as problem documents, and the API's own pages."""

import json

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client, RequestFactory
from jsonschema import Draft202012Validator, validators  # type: ignore[import-untyped]  # ships no types
from rest_framework import exceptions, serializers
from rest_framework.request import Request

from assets3d.errors import UploadRefused
from catalog.errors import BadCursor, CatalogUnavailable, NotReadyToPublish
from catalog.money import Money
from config.problems import known_codes
from config.rest import MOST_ERRORS, problem_of, problem_response
from orders.errors import GatewayFault, PriceChanged, StockFault


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (BadCursor("no such page"), 400, "bad_cursor"),
        (NotReadyToPublish(["one", "two"]), 409, "not_ready_to_publish"),
        (CatalogUnavailable("busy"), 503, "catalog_unavailable"),
        (UploadRefused("upload_not_glb", "not a GLB"), 422, "upload_not_glb"),
        (PriceChanged(Money(1, "EUR"), Money(2, "EUR")), 409, "price_changed"),
        (exceptions.ParseError(), 400, "parse_error"),
        (exceptions.UnsupportedMediaType("text/csv"), 415, "unsupported_media_type"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.Throttled(wait=7), 429, "throttled"),
    ],
)
def test_error_becomes_a_problem(error: Exception, status: int, code: str) -> None:
    problem = problem_of(error, is_read=False)

    assert problem is not None
    assert (problem.status, problem.code) == (status, code)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (StockFault("Stock 12 has not 3 allocated to dispatch."), 500, "stock_fault"),
        (GatewayFault("Stripe did not do what it was asked for: 401"), 503, "gateway_fault"),
        (OperationalError("deadlock detected"), 503, "database_unavailable"),
    ],
)
def test_what_went_wrong_inside_is_logged_and_not_told(
    error: Exception, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = problem_response(error, {"request": Request(RequestFactory().post("/api/v1/x/"))})

    assert answer is not None
    assert (answer.status_code, json.loads(answer.content)["code"]) == (status, code)
    assert str(error) not in answer.content.decode()
    (record,) = caplog.records
    assert (record.message, record.levelname, vars(record)["reason"]) == (code, "ERROR", str(error))


def test_so_much_is_not_read_at_once(client: Client) -> None:
    for kind in ("application/json", "application/json; charset=utf-8"):
        answer = client.post("/api/v1/carts/", b'"' + b"x" * 3_000_000 + b'"', content_type=kind)

        assert (answer.status_code, json.loads(answer.content)["code"]) == (413, "body_too_large")


def test_mistake_of_ours_is_left_to_django() -> None:
    assert problem_of(ZeroDivisionError(), is_read=False) is None


def test_throttled_request_is_told_when_to_come_back() -> None:
    problem = problem_of(exceptions.Throttled(wait=7), is_read=True)

    assert problem is not None
    assert problem.all_headers["Retry-After"] == "7"


def test_validation_problem_points_to_each_field() -> None:
    class Line(serializers.Serializer[None]):
        quantity = serializers.IntegerField(max_value=20)

    class Order(serializers.Serializer[None]):
        lines = Line(many=True)
        email = serializers.EmailField()

    order = Order(data={"lines": [{"quantity": 1}, {"quantity": 21}], "email": "x"})
    with pytest.raises(exceptions.ValidationError) as caught:
        order.is_valid(raise_exception=True)

    problem = problem_of(caught.value, is_read=False)

    assert problem is not None
    assert [(error.place, error.code) for error in problem.errors] == [
        ("#/lines/1/quantity", "max_value"),
        ("#/email", "invalid"),
    ]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"\ud800": 1}, "#/?"),
        ({"a/b~c": 1}, "#/a~1b~0c"),
        ({"x" * 1000: 1}, f"#/{'x' * 297}…"),
    ],
)
def test_members_that_nobody_knows_are_pointed_to_whatever_they_are_called(
    body: dict[str, int], place: str, client: Client
) -> None:
    answer = client.post("/api/v1/carts/", json.dumps(body), content_type="application/json")

    problem = json.loads(answer.content)
    assert (answer.status_code, problem["code"]) == (400, "invalid")
    assert [(error["place"], error["code"]) for error in problem["errors"]] == [(place, "unknown")]


def test_nonsense_is_not_said_again_at_length(client: Client) -> None:
    body = {f"member-{number}": 1 for number in range(5000)}

    answer = client.post("/api/v1/carts/", json.dumps(body), content_type="application/json")

    assert len(json.loads(answer.content)["errors"]) == MOST_ERRORS


def test_problems_are_json_whatever_the_address_answers_otherwise(client: Client) -> None:
    answer = client.post("/api/v1/schema/")

    assert (answer.status_code, json.loads(answer.content)["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    ("headers", "kind", "code"),
    [
        ({}, "text/plain", (415, "unsupported_media_type")),
        ({"Accept": "application/xml"}, "application/json", (406, "not_acceptable")),
    ],
)
def test_program_is_told_how_to_speak(
    headers: dict[str, str], kind: str, code: tuple[int, str], client: Client
) -> None:
    answer = client.post("/api/v1/carts/", b"{}", content_type=kind, headers=headers)

    problem = json.loads(answer.content)
    assert (answer.status_code, problem["code"]) == code
    assert "application/json" in problem["detail"]


def test_every_code_has_a_status_and_a_meaning() -> None:
    codes = known_codes()

    assert codes["invalid"]["status"] == codes["parse_error"]["status"] == 400
    assert codes["product_not_found"] == {"status": 404, "meaning": "No published product has this address."}
    assert all(entry["meaning"] for entry in codes.values())


def test_schema_is_valid_and_promises_problems(client: Client) -> None:
    answer = client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    document = json.loads(answer.content)

    assert document["openapi"].startswith("3.1")
    for schema in document["components"]["schemas"].values():
        validators.validator_for(schema, Draft202012Validator).check_schema(schema)
    assert set(document["paths"]) >= {"/api/v1/products/", "/api/v1/products/{slug}/"}
    for methods in document["paths"].values():
        for operation in methods.values():
            assert set(operation["responses"]["default"]["content"]) == {"application/problem+json"}


def test_index_leads_to_everything(client: Client) -> None:
    links = client.get("/api/v1/").json()

    lists = {"products", "categories", "collections", "attributes", "countries"}
    assert set(links) == {*lists, "schema", "docs", "problems"}
    assert all(link.startswith("http://testserver/api/v1/") for link in links.values())


def test_docs_page_has_nothing_inline(client: Client) -> None:
    page = client.get("/api/v1/docs/").content.decode()

    assert "<style" not in page
    assert "<script>" not in page
    assert settings.SPECTACULAR_SETTINGS["SWAGGER_UI_DIST"] == "SIDECAR"
