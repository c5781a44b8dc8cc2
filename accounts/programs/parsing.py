"""JSON that programs send: never more of it, and never deeper, than there is a use for."""

import io
import json
from collections.abc import Mapping
from typing import IO, Any

from django.http import HttpRequest
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from accounts.errors import BodyTooLarge

MOST_BYTES = 1024 * 1024
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
            return _decoder.decode(_lines_of(body))
        except (ValueError, RecursionError) as error:
            reason = "It lies too deep." if isinstance(error, RecursionError) else str(error)
            raise ParseError(f"This is not JSON that can be read. {reason}") from error


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


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no number.")


_decoder = json.JSONDecoder(object_pairs_hook=_without_doubles, parse_constant=_refuse_constant)
