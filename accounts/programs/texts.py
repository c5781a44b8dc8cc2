"""Text in what programs send."""

from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty


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


def is_plain(data: object) -> bool:
    """Whether it is text with nothing to strip, and no null or other character that is not written."""
    # Of all spaces only " " counts as printable.
    return isinstance(data, str) and data.isprintable() and data[:1] not in {"", " "} and data[-1] != " "
