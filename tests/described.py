"""What is answered, beside what the OpenAPI document says of it."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]  # ships no types

Schema = dict[str, Any]

# Beside those that every answer of the shop has.
TOLD_HEADERS = frozenset(
    {"Location", "Link", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotency-Replayed"}
)


@cache
def openapi() -> Schema:
    """The document, with every object closed: what it does not name is not answered."""
    generator: Any = SchemaGenerator()  # type: ignore[no-untyped-call]  # untyped
    document: Schema = json.loads(json.dumps(generator.get_schema(request=None, public=True)))
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema and name != "Problem":
            schema["additionalProperties"] = False
    return document


def require_described(
    method: str, address: str, status: int, headers: Mapping[str, str], body: bytes
) -> None:
    """Fails unless the operation is described with this status, these headers and such a document."""
    operation = _operation(method, address.partition("?")[0])
    said = operation["responses"]
    assert str(status) in said, f"{operation['operationId']} is not said to answer {status}"
    answer = _resolved(said[str(status)])
    undescribed = {name for name in headers if name in TOLD_HEADERS} - answer.get("headers", {}).keys()
    assert not undescribed, f"{operation['operationId']} {status} comes with {undescribed}"
    content = answer["content"][headers["Content-Type"]]
    require_like(content["schema"], json.loads(body))


def require_like(schema: Schema, document: object) -> None:
    """Fails unless the document is as the schema of the OpenAPI document has it."""
    whole = {**schema, "components": openapi()["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(document)


def _operation(method: str, path: str) -> Schema:
    found: list[Schema] = [
        methods[method.lower()]
        for pattern, methods in openapi()["paths"].items()
        if method.lower() in methods and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path)
    ]
    assert len(found) == 1, f"{method} {path} is described {len(found)} times"
    return found[0]


def _resolved(schema: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found: Any = openapi()
    for part in schema["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return _resolved(found)
