"""Addresses as lists write them, and as they are asked for."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

LONGEST_ADDRESS = 2_000
PORTS = {"http": 80, "https": 443}
# Everything that means something in a path or a query, and what is escaped already.
KEPT = "/%:@!$&'()*+,;=~?[]"
NEVER = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True)
class Target:
    """Whom to ask, and for what. `path` has the query with it."""

    is_secure: bool
    host: str
    port: int
    path: str

    @property
    def address(self) -> str:
        scheme = "https" if self.is_secure else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[scheme] else f":{self.port}"
        return f"{scheme}://{host}{port}{self.path}"


def target_of(written: str) -> Target:
    """What the address means, in ASCII. Raises ValueError with a sentence when it is none of the web."""
    if len(written) > LONGEST_ADDRESS:
        raise ValueError(f"An address has up to {LONGEST_ADDRESS:,} characters.")
    text = written.strip().replace(" ", "%20")
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise _none() from error
    if NEVER.search(text) or parts.scheme not in PORTS or not host:
        raise _none()
    if "@" in parts.netloc:
        raise ValueError("An address with a user name or a password is not asked.")
    query = f"?{parts.query}" if parts.query else ""
    target = Target(parts.scheme == "https", host, port, quote((parts.path or "/") + query, safe=KEPT))
    if len(target.address) > LONGEST_ADDRESS:
        raise ValueError(f"An address has up to {LONGEST_ADDRESS:,} characters.")
    return target


def _none() -> ValueError:
    return ValueError("This is not an address that begins with https:// or http://.")
