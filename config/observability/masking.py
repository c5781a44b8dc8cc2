"""Keeps out of logs and traces what must not be there: e-mail addresses, passwords, API keys, and keys of carts,
orders, payments and accounts.

Whoever knows the address of an order's or a payment's page may see and pay it.
"""

import re
from typing import Any

import structlog
from django.http import HttpRequest

# The addresses of `orders/site/urls.py` whose identifier is the only key to the page.
KEYED_ADDRESS = re.compile(r"(/(?:orders|pay)/)[0-9a-f]{8}-[0-9a-f-]{27}", re.IGNORECASE)
# Of `accounts/site/urls.py`: what is mailed to people so that they prove their address or choose a new password.
MAILED_ADDRESS = re.compile(
    r"(/account/(?:email/confirm|password/reset)/)(?!sent/|done/)[^/?\s\"']{1,512}", re.IGNORECASE
)
# Also as a query has it, such as of somebody who searches orders for one. Bounded, so that long lines cost little.
EMAIL = re.compile(r"[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE)
# The password of an address such as those of databases and Redis, and the signature of a permission to upload or load.
PASSWORD = re.compile(r"(://[^\s:/@]{0,64}:)[^\s/@]{1,256}@")
SIGNATURE = re.compile(
    r"((?:X-Amz-Signature|X-Amz-Security-Token|X-Origin-Verify)[\"']?\s?[=:]\s?[\"']?)[^&\s\"']{1,4096}",
    re.IGNORECASE,
)
# The token of a cart in its address in the API.
CART = re.compile(r"(/carts/)[0-9a-f]{32}\.[A-Za-z0-9_-]{1,64}")
# The secret part of an API key; the other one says which it was.
API_KEY = re.compile(r"(vtr_[a-z0-9]{10}_)[A-Za-z0-9_-]{1,64}")


def mask(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """A structlog processor: every value of the line, as it would be written, without any of these."""
    return {name: _masked(value) for name, value in event.items()}


def masked(text: str) -> str:
    """The text without any of these."""
    text = CART.sub(r"\1*", API_KEY.sub(r"\1*", text))
    text = PASSWORD.sub(r"\1*@", SIGNATURE.sub(r"\1*", text))
    text = MAILED_ADDRESS.sub(r"\1*", KEYED_ADDRESS.sub(r"\1*", text))
    return EMAIL.sub("*@*", text)


def _masked(value: Any) -> Any:  # noqa: ANN401  # whatever somebody logged
    if isinstance(value, bool | int | float | None):
        return value
    if isinstance(value, HttpRequest):
        # Without what was searched for.
        value = f"{value.method} {value.path}"
    text = value if isinstance(value, str) else repr(value)
    without = masked(text)
    return without if without != text else value
