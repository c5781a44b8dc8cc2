"""What the OpenAPI document says of answers that are no problems: their headers, and who gets them."""

from http import HTTPStatus
from typing import Any

from config.openapi.problems import ALLOWANCE, VERSION, is_keyed, needs

Schema = dict[str, Any]

TEXT = {"type": "string"}
REPLAYED: Schema = {
    "description": "Stands there when this was answered before under the same `Idempotency-Key`.",
    "schema": {"type": "string", "enum": ["true"]},
}
LINK: Schema = {"description": "The next page, as in RFC 8288; left out on the last one.", "schema": TEXT}
# Whose answers have a version: what everybody sees of the catalogue, and these documents of merchants.
VERSIONED_TAGS = frozenset({"products", "categories", "collections", "attributes"})
VERSIONED = frozenset({"OwnProduct", "OwnCollection"})
UNCHANGED: Schema = {
    "description": "Nothing has changed since the answer with the ETag of `If-None-Match`.",
    "headers": {"ETag": VERSION},
}
MESSAGE: list[Schema] = [
    {
        "name": "webhook-id",
        "description": "The same whenever the message comes again: take it once.",
    },
    {"name": "webhook-timestamp", "description": "When it was sent, in whole seconds since 1970."},
    {
        "name": "webhook-signature",
        "description": "One or more, parted by spaces: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`, with the "
        "secret after `whsec_` decoded from base64 as its key. Take the message when one of them is right.",
    },
]


def add_headers(result: Schema, **_options: object) -> Schema:
    """Let every operation say which headers come with what it answers."""
    for methods in result.get("paths", {}).values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                answer["headers"] = {**answer.get("headers", {}), **_headers(operation, answer, result)}
                answer["description"] = answer["description"] or HTTPStatus(int(status)).phrase
            if not VERSIONED_TAGS.isdisjoint(operation["tags"]):
                operation["responses"][str(int(HTTPStatus.NOT_MODIFIED))] = UNCHANGED
    return result


def add_way_in(result: Schema, **_options: object) -> Schema:
    """What is for customers who are logged in is for nobody else, whatever views have as permission."""
    for methods in result.get("paths", {}).values():
        for operation in methods.values():
            if needs(operation, "session"):
                operation["security"] = [way for way in operation["security"] if way]
    return result


def add_signatures(result: Schema, **_options: object) -> Schema:
    """Let every webhook say by which headers its receiver knows it."""
    headers = [{"in": "header", "required": True, "schema": TEXT, **header} for header in MESSAGE]
    for methods in result.get("webhooks", {}).values():
        for operation in methods.values():
            operation["parameters"] = headers
    return result


def _headers(operation: Schema, answer: Schema, document: Schema) -> Schema:
    headers: Schema = {}
    if is_keyed(operation):
        headers["Idempotency-Replayed"] = REPLAYED
    if _name(answer) in VERSIONED or not VERSIONED_TAGS.isdisjoint(operation["tags"]):
        headers["ETag"] = VERSION
    if "next" in document["components"]["schemas"].get(_name(answer), {}).get("properties", {}):
        headers["Link"] = LINK
    if needs(operation, "apiKey"):
        headers |= ALLOWANCE
    return headers


def _name(answer: Schema) -> str:
    """Of the document that is answered."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    name: str = schema.get("$ref", "").rpartition("/")[2]
    return name
