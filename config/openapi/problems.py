"""The problem documents of the OpenAPI document: what they hold, and with which statuses each operation refuses."""

import re
from http import HTTPStatus
from typing import Any

from config.problems import PROBLEM_TYPE

Schema = dict[str, Any]

PROBLEM = "#/components/schemas/Problem"
TEXT = {"type": "string"}
# "409 `price_changed`": a status with the code of a problem, as descriptions of operations name them.
NAMED = re.compile(r"\b([45]\d\d) `([a-z_]+)`")
WAIT = {"description": "Seconds after which to come back.", "schema": {"type": "integer", "minimum": 0}}
# As in draft-ietf-httpapi-ratelimit-headers-10.
ALLOWANCE: Schema = {
    "RateLimit-Policy": {
        "description": "How often an API key may ask in how many seconds; for whoever came with one.",
        "schema": TEXT,
        "example": '"key";q=600;w=60',
    },
    "RateLimit": {
        "description": "How often it may still ask, and seconds until it may as often as ever.",
        "schema": TEXT,
        "example": '"key";r=599;t=42',
    },
}
VERSION = {"description": "Of what is answered, or of what there is now.", "schema": TEXT}
CHALLENGE = {"description": "How to come with a key.", "schema": TEXT}

# What each status says to programs, whatever the operation.
MEANINGS = {
    HTTPStatus.BAD_REQUEST: "What was sent cannot be read, or is not valid: `errors` say where.",
    HTTPStatus.UNAUTHORIZED: "The API key is missing or opens nothing.",
    HTTPStatus.FORBIDDEN: "The API key was not made for this, or nobody is logged in.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address, or not for whoever asks.",
    HTTPStatus.CONFLICT: "It cannot be done as things stand; nothing has changed.",
    HTTPStatus.PRECONDITION_FAILED: "It was changed since `If-Match` was read.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "More was sent than is read.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "It was not sent as application/json.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "It is well formed and cannot be done, or another body came under the same key.",
    HTTPStatus.PRECONDITION_REQUIRED: "`If-Match` is missing.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests; the same again after `Retry-After`.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The shop, or something it depends on, does not answer; the same again after `Retry-After`.",
}
HEADERS: dict[HTTPStatus, Schema] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": CHALLENGE},
    # While the same request is being carried out.
    HTTPStatus.CONFLICT: {"Retry-After": WAIT},
    HTTPStatus.PRECONDITION_FAILED: {"ETag": VERSION},
    HTTPStatus.TOO_MANY_REQUESTS: {"Retry-After": WAIT},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": WAIT},
}

SCHEMA: Schema = {
    "type": "object",
    "description": "What went wrong, as RFC 9457 has it. Beside `errors` stand facts that some codes come with.",
    "required": ["type", "title", "status", "detail", "code", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for the person in front of the program."},
        "code": {
            "type": "string",
            "description": "For programs, and stable. `/api/v1/problems/` lists all; new ones may be added.",
            "examples": ["invalid", "price_changed", "scope_missing"],
        },
        "instance": {"type": "string", "description": "The address that was asked."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["place", "code", "detail"],
                "properties": {
                    "place": {
                        "type": "string",
                        "description": "What was wrong: the name of a query parameter, or a JSON pointer into the body.",
                        "examples": ["limit", "#/lines/0/quantity"],
                    },
                    "code": {"type": "string", "examples": ["required", "unknown", "max_value"]},
                    "detail": TEXT,
                },
            },
        },
        "line": {"type": "integer", "description": "The line that was wrong, by its `id` in the order."},
        "field": {
            "type": "string",
            "description": "The member that was wrong, where only the shop can tell.",
        },
        "names": {
            "type": "array",
            "items": TEXT,
            "description": "With `out_of_stock`: of what there is too little.",
        },
        "total": {"$ref": "#/components/schemas/Money"},
        "expected_total": {"$ref": "#/components/schemas/Money"},
        "actual_total": {"$ref": "#/components/schemas/Money"},
    },
}


def add_problem_responses(result: Schema, **_options: object) -> Schema:
    """Let every operation say that it answers errors with problem documents, and which it is known to answer with."""
    parts = result.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = SCHEMA
    parts["responses"] = {_name(status): _response(status) for status in MEANINGS}
    for address, methods in result.get("paths", {}).items():
        for operation in methods.values():
            responses = operation["responses"]
            for status in sorted(statuses_of(address, operation)):
                responses[str(int(status))] = {"$ref": f"#/components/responses/{_name(status)}"}
            responses["default"] = {"description": "A problem", "content": _content()}
    return result


def statuses_of(address: str, operation: Schema) -> set[HTTPStatus]:
    """With which an operation may refuse, by what it takes, whom it is for and what its description names."""
    named = {HTTPStatus(int(status)) for status, _ in NAMED.findall(operation.get("description", ""))}
    takes = {each["in"] for each in operation.get("parameters", ())}
    found = {HTTPStatus.SERVICE_UNAVAILABLE, *(named & MEANINGS.keys()), *_of_conditions(operation)}
    if takes & {"query", "header"} or "requestBody" in operation:
        found.add(HTTPStatus.BAD_REQUEST)
    if "requestBody" in operation:
        found |= {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
    if "{" in address:
        found.add(HTTPStatus.NOT_FOUND)
    if is_keyed(operation):
        found |= {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
    if needs(operation, "apiKey"):
        found |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
    if needs(operation, "session"):
        found.add(HTTPStatus.FORBIDDEN)
    return found


def _of_conditions(operation: Schema) -> set[HTTPStatus]:
    conditions = [each for each in operation.get("parameters", ()) if each["name"] == "If-Match"]
    if not conditions:
        return set()
    is_needed = any(each.get("required") for each in conditions)
    return {HTTPStatus.PRECONDITION_FAILED} | ({HTTPStatus.PRECONDITION_REQUIRED} if is_needed else set())


def is_keyed(operation: Schema) -> bool:
    """Whether it takes an `Idempotency-Key`."""
    return "Idempotency-Key" in {each["name"] for each in operation.get("parameters", ())}


def needs(operation: Schema, scheme: str) -> bool:
    """Whether this is a way in, by the name of the security scheme."""
    return any(scheme in way for way in operation.get("security", ()))


def _name(status: HTTPStatus) -> str:
    return status.name.title().replace("_", "")


def _response(status: HTTPStatus) -> Schema:
    headers = {**ALLOWANCE, **HEADERS.get(status, {})}
    return {"description": MEANINGS[status], "headers": headers, "content": _content()}


def _content() -> Schema:
    return {PROBLEM_TYPE: {"schema": {"$ref": PROBLEM}}}
