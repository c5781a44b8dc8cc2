"""Keeps the keys of orders and payments out of the logs: whoever knows such an address may see and pay the order."""

import re
from typing import Any

import structlog

# The addresses of `orders/site/urls.py` whose identifier is the only key to the page.
KEYED_ADDRESS = re.compile(r"(?P<page>/(?:orders|pay)/)[0-9a-f]{8}-[0-9a-f-]{27}", re.IGNORECASE)
MASKED = r"\g<page>*"


def mask_keys(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """A structlog processor: every value of the line, as it would be written, without such keys."""
    return {name: _masked(value) for name, value in event.items()}


def _masked(value: Any) -> Any:  # noqa: ANN401  # whatever somebody logged
    if isinstance(value, bool | int | float | None):
        return value
    text = value if isinstance(value, str) else repr(value)
    masked = KEYED_ADDRESS.sub(MASKED, text)
    return masked if masked != text else value
