"""Text in what programs send, words of a few, and instants."""

import re
from datetime import UTC, tzinfo
from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

# "+" that was not quoted in an address is read as a space.
UNQUOTED = re.compile(r"(T[\d:.]+) (\d\d:?\d\d)")


class TextField(serializers.CharField):
    """Text that is stripped. What needs no second look is taken at the first: bodies have many such members."""

    max_length: int

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def run_validation(self, data: Any = empty) -> str:  # noqa: ANN401  # Django REST framework's signature
        if is_plain(data) and len(data) <= self.max_length:
            return str(data)
        text: str = super().run_validation(data)
        return text


class OneOfField(serializers.ChoiceField):
    """One of some words."""

    default_error_messages = {"invalid_choice": "This is none of {words}."}

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401  # Django REST framework's signature
        word = str(data)
        if word not in self.choice_strings_to_values:
            self.fail(
                "invalid_choice", words=", ".join(f"“{each}”" for each in self.choice_strings_to_values)
            )
        return self.choice_strings_to_values[word]


class InstantField(serializers.DateTimeField):
    """An instant as RFC 3339 has it, also where its "+" was not quoted; told in UTC, whatever the shop's own time is."""

    default_error_messages = {"invalid": "This is no instant: it looks like 2026-11-26T08:00:00Z."}

    def default_timezone(self) -> tzinfo:
        return UTC

    def to_internal_value(self, value: Any) -> Any:  # noqa: ANN401  # Django REST framework's signature
        matched = UNQUOTED.fullmatch(value[10:]) if isinstance(value, str) else None
        return super().to_internal_value(f"{value[:10]}{matched[1]}+{matched[2]}" if matched else value)


def is_plain(data: object) -> bool:
    """Whether it is text with nothing to strip, and no null or other character that is not written."""
    # Of all spaces only " " counts as printable.
    return isinstance(data, str) and data.isprintable() and data[:1] not in {"", " "} and data[-1] != " "
