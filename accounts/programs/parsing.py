"""JSON that programs send: never more of it, and never deeper, than there is a use for."""

import io
import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from accounts.errors import BodyTooLarge

MOST_BYTES = 1024 * 1024


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
            return json.load(
                io.TextIOWrapper(io.BytesIO(body), "utf-8"),
                object_pairs_hook=_without_doubles,
                parse_constant=_refuse_constant,
            )
        except (ValueError, RecursionError) as error:
            reason = "It lies too deep." if isinstance(error, RecursionError) else str(error)
            raise ParseError(f"This is not JSON that can be read. {reason}") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("An object has the same member twice.")
    return members


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no number.")
