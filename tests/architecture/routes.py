"""Finds every address of the project by walking the URL configuration."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters
from django.urls.resolvers import RegexPattern

EXAMPLES = {
    "int": 1,
    "str": "1",
    "slug": "nothing-here",
    "uuid": UUID("00000000-0000-0000-0000-000000000000"),
    "anycase": UUID("00000000-0000-0000-0000-000000000000"),
    "path": "1",
}
REGEX_GROUP = re.compile(r"\(\?P<\w+>([^)]*)\)")
# What "anything" is filled with.
ANYTHING = "anything"
ADMIN = "admin/"


@dataclass(frozen=True)
class Route:
    """`pattern` as written ("products/<slug:slug>/") and an address that matches it."""

    pattern: str
    address: str

    @property
    def is_admin(self) -> bool:
        return self.pattern.startswith(ADMIN)


def all_routes() -> list[Route]:
    """Every route, in the order in which Django tries them."""
    return [Route(pattern, f"/{address}") for pattern, address in _walk(get_resolver(), "", "")]


def _walk(resolver: URLResolver, pattern: str, address: str) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        written = pattern + str(entry.pattern)
        filled = address + _example(entry)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, written, filled)
        else:
            yield written, filled


def _example(entry: URLPattern | URLResolver) -> str:
    """The pattern with something in place of each of its parameters."""
    text = str(entry.pattern)
    if isinstance(entry.pattern, RegexPattern):
        return REGEX_GROUP.sub(_first_choice, text).lstrip("^").rstrip("$")
    for name, converter in entry.pattern.converters.items():
        kind = next(key for key, value in get_converters().items() if type(converter) is type(value))
        text = text.replace(f"<{kind}:{name}>", str(EXAMPLES[kind])).replace(f"<{name}>", str(EXAMPLES[kind]))
    return text


def _first_choice(group: re.Match[str]) -> str:
    """Of "axes|catalog" the first; something for what takes anything."""
    choices = group[1].split("|")
    return choices[0] if choices[0].isidentifier() else ANYTHING
