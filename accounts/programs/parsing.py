"""JSON that programs send: never more of it, and never deeper, than there is a use for."""

import io
import json
from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.http import HttpRequest
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from accounts.errors import BodyTooLarge

MOST_BYTES = 1024 * 1024
# Objects and lists within each other; what is asked for has five.
DEEPEST = 32
TOO_DEEP = f"At most {DEEPEST} objects and lists may lie within each other."
JSON = "application/json"


class BoundedJSONParser(JSONParser):
    """JSON up to a megabyte, in which no object says the same thing twice."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401  # whatever JSON holds
        """Raises BodyTooLarge, ParseError."""
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise BodyTooLarge(f"At most {MOST_BYTES:,} bytes are read of one request.")
        try:
            said = _decoder.decode(_lines_of(body))
            if body.count(b"[") + body.count(b"{") > DEEPEST:
                _require_shallow(said)
        except (ValueError, RecursionError) as error:
            reason = TOO_DEEP if isinstance(error, RecursionError) else str(error)
            raise ParseError(f"This is not JSON that can be read. {reason}") from error
        return said


class ProgramRequest(Request):
    """Django REST framework's, which finds the JSON out quickly where what is sent is called by its very name."""

    # Nothing was read yet.
    _said: Any = ...

    def __init__(self, request: HttpRequest, **parts: Any) -> None:
        super().__init__(request, **parts)
        # Found here and not at the end of a search.
        self.META, self.method = request.META, request.method

    @property
    def data(self) -> Any:  # noqa: ANN401  # whatever JSON holds
        """What was sent. Raises BodyTooLarge, ParseError, UnsupportedMediaType."""
        parser = self.parsers[0] if self.parsers else None
        length = self.META.get("CONTENT_LENGTH", "")
        is_sent = length.isdigit() and int(length) > 0
        if self.META.get("CONTENT_TYPE") != JSON or type(parser) is not BoundedJSONParser or not is_sent:
            return super().data
        if self._said is ...:
            body = self._request.body
            # Also what there is after an error.
            self._said = {}
            self._said = parser.parse(io.BytesIO(body))
        return self._said


def _lines_of(body: bytes) -> str:
    """As text whose lines end in one way, so that errors are found at the same place whatever wrote them."""
    text = body.decode()
    if text.startswith("\ufeff"):
        raise ValueError("Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("An object has the same member twice.")
    return members


def _require_shallow(said: object) -> None:
    """ValueError. Whoever writes such a value into an error's text later would need a frame for each step down."""
    level, depth = _within([said]), 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise ValueError(TOO_DEEP)
        level = [
            part for each in level for part in _within(each.values() if isinstance(each, dict) else each)
        ]


def _within(parts: Iterable[object]) -> list[dict[str, object] | list[object]]:
    """Those that hold others."""
    return [part for part in parts if isinstance(part, dict | list)]


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no number.")


_decoder = json.JSONDecoder(object_pairs_hook=_without_doubles, parse_constant=_refuse_constant)
