"""The OpenAPI document: every operation says what it is for, what it is called and which codes it refuses with."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types

from accounts.programs.parsing import JSON
from accounts.states import WebhookEvent
from config.problems import known_codes

# "409 `price_changed`": a status with the code of a problem.
NAMED = re.compile(r"\b([45]\d\d) `([a-z_]+)`")
# Of `MediaRefused`, which has a code for each reason.
OF_ONE_REASON = {"media_enough": 409}
# Of selling; the second time they find what the first one did, or do no harm.
REPEATABLE = {
    "quote_cart",
    "pay_order",
    "cancel_order",
    "cancel_own_order",
    "cancel_customer_order",
}
SELLING = re.compile(r"/(carts|orders|webhooks)/")


@pytest.fixture
def document(client: Client) -> Any:  # noqa: ANN401  # JSON
    answer = client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    return json.loads(answer.content)


def operations(document: Any) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401  # as above
    """(method and address, operation)"""
    for address, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {address}", operation


def test_every_operation_has_a_name_of_its_own_and_a_sentence(document: Any) -> None:  # noqa: ANN401  # JSON
    named = [operation["operationId"] for _, operation in operations(document)]

    assert len(set(named)) == len(named) > 50
    # Made up of the address where nobody gave one.
    assert [
        name for name in named if re.search(r"_(create|retrieve|partial_update|destroy)(_\d)?$", name)
    ] == []
    assert [each["operationId"] for _, each in operations(document) if not each.get("summary")] == []
    assert [each["operationId"] for _, each in operations(document) if not each.get("tags")] == []


def test_no_two_addresses_are_the_same_but_for_the_names_of_their_parts(document: Any) -> None:  # noqa: ANN401  # JSON
    shapes = [re.sub(r"\{\w+\}", "{}", address) for address in document["paths"]]

    assert len(set(shapes)) == len(shapes)


def test_codes_that_are_named_are_answered_like_that(document: Any) -> None:  # noqa: ANN401  # JSON
    known = {code: entry["status"] for code, entry in known_codes().items()}
    known |= OF_ONE_REASON
    named = {
        (code, int(status))
        for _, operation in operations(document)
        for status, code in NAMED.findall(operation.get("description", ""))
    }

    assert len(named) > 15
    assert [(code, status) for code, status in named if known.get(code) != status] == []


def test_what_sells_takes_a_key_unless_it_may_be_repeated(document: Any) -> None:  # noqa: ANN401  # JSON
    without = {
        operation["operationId"]
        for asked, operation in operations(document)
        if asked.startswith("post ") and SELLING.search(asked) and not is_keyed(operation)
    }

    assert without == REPEATABLE


def is_keyed(operation: dict[str, Any]) -> bool:
    return "Idempotency-Key" in {each["name"] for each in operation.get("parameters", ())}


def test_examples_are_what_their_schemas_allow(document: Any) -> None:  # noqa: ANN401  # JSON
    bodies = [
        content
        for _, operation in operations(document)
        for content in operation.get("requestBody", {}).get("content", {}).values()
    ]
    examples = [
        (content["schema"], example["value"])
        for content in bodies
        for example in content.get("examples", {}).values()
    ]

    assert len(examples) > 5
    for schema, value in examples:
        Draft202012Validator({**schema, "components": document["components"]}).validate(value)


def test_kinds_of_operations_are_told_apart(document: Any) -> None:  # noqa: ANN401  # JSON
    told = {tag["name"] for tag in document["tags"] if tag["description"]}

    assert told == {tag for _, operation in operations(document) for tag in operation["tags"]}
    assert "`Idempotency-Key`" in document["info"]["description"]


def test_every_answer_that_is_no_problem_has_a_body(document: Any) -> None:  # noqa: ANN401  # JSON
    bare = [
        operation["operationId"]
        for _, operation in operations(document)
        for status, answer in operation["responses"].items()
        if status.startswith("2") and JSON not in answer.get("content", {})
    ]

    assert bare == []


def test_statuses_that_are_named_are_answers_of_the_operation(document: Any) -> None:  # noqa: ANN401  # JSON
    for _, operation in operations(document):
        named = {status for status, _ in NAMED.findall(operation.get("description", ""))}
        assert named <= operation["responses"].keys(), operation["operationId"]
    order = document["paths"]["/api/v1/carts/{cart_token}/checkout/"]["post"]["responses"]
    assert order.keys() == {"201", "400", "404", "409", "413", "415", "422", "429", "503", "default"}
    assert order["201"]["headers"].keys() == {"Location", "Idempotency-Replayed"}
    assert order["429"] == {"$ref": "#/components/responses/TooManyRequests"}
    assert "Retry-After" in document["components"]["responses"]["TooManyRequests"]["headers"]


def test_what_needs_somebody_says_so(document: Any) -> None:  # noqa: ANN401  # JSON
    ways = {operation["operationId"]: operation.get("security", []) for _, operation in operations(document)}

    assert ways["list_customer_orders"] == ways["cancel_customer_order"] == [{"session": []}]
    assert ways["list_own_orders"] == [{"apiKey": []}]
    assert {} in ways["create_cart"]


def test_programs_are_told_how_often_and_how_far(document: Any) -> None:  # noqa: ANN401  # JSON
    listed = document["paths"]["/api/v1/merchant/orders/"]["get"]["responses"]

    assert listed["200"]["headers"].keys() == {"Link", "RateLimit", "RateLimit-Policy"}


def test_what_has_a_version_says_so(document: Any) -> None:  # noqa: ANN401  # JSON
    shown = document["paths"]["/api/v1/products/{slug}/"]["get"]["responses"]
    changed = document["paths"]["/api/v1/merchant/products/{product_id}/"]["patch"]["responses"]

    assert "ETag" in shown["200"]["headers"]
    assert "304" in shown
    assert "ETag" in changed["200"]["headers"]
    assert changed.keys() >= {"412", "428"}


def test_members_that_would_be_refused_are_not_allowed(document: Any) -> None:  # noqa: ANN401  # JSON
    schemas = document["components"]["schemas"]

    for name in ("Checkout", "NewCart", "Line", "ShippingAddress", "NewRefund", "NewProduct"):
        assert schemas[name]["additionalProperties"] is False, name
    assert schemas["PatchedQuantity"]["required"] == ["quantity"]
    assert [name for name, schema in schemas.items() if "mistyped" in schema.get("description", "")] == []


def test_webhooks_are_described_one_by_one(document: Any) -> None:  # noqa: ANN401  # JSON
    assert document["webhooks"].keys() == set(WebhookEvent)
    for methods in document["webhooks"].values():
        assert {header["name"] for header in methods["post"]["parameters"]} == {
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
        }
