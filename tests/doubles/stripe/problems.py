"""Errors in Stripe's shape."""

from http import HTTPStatus
from typing import Any


class Problem(Exception):
    """Becomes {"error": {"type", "code", "message", "param"}} with its status."""

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        kind: str = "invalid_request_error",
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"type": kind, "message": message, "code": code, "param": param}

    def document(self) -> dict[str, Any]:
        return {"error": {name: value for name, value in self.body.items() if value is not None}}


def missing(kind: str, name: str) -> Problem:
    return Problem(
        f"No such {kind}: '{name}'", code="resource_missing", param="id", status=HTTPStatus.NOT_FOUND
    )
