"""Form-encoded parameters: a[b][0][c]=d, and what each call takes. Anything else is refused by name."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from tests.doubles.stripe.problems import Problem

PART = re.compile(r"\[([^\]]*)\]")
# What a parameter may be. A mapping holds parameters of its own, a list of one thing holds such things.
TEXT, WHOLE, YES_OR_NO, TEXTS_BY_NAME = "text", "whole", "yes or no", "texts by name"
Spec = str | Mapping[str, "Spec"] | list["Spec"]


def read_form(body: str) -> dict[str, Any]:
    """Nested dicts; lists are dicts with their positions as keys until they are checked."""
    read: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True, strict_parsing=bool(body)):
        first, *rest = [name.split("[", 1)[0], *PART.findall(name)]
        place = read
        for step, following in zip([first, *rest], rest, strict=False):
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise Problem(f"Invalid parameter: {name} {following}", param=name)
        place[rest[-1] if rest else first] = value
    return read


def checked(spec: Mapping[str, Spec], given: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """`given` as Python values. Problem parameter_unknown, parameter_missing or parameter_invalid_* as Stripe says it."""
    read = {}
    for name, value in given.items():
        full = f"{path}[{name}]" if path else name
        if name not in spec:
            raise Problem(f"Received unknown parameter: {full}", code="parameter_unknown", param=full)
        read[name] = _value(spec[name], value, full)
    return read


def require(given: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if name not in given:
            raise Problem(f"Missing required param: {name}.", code="parameter_missing", param=name)


def _value(spec: Spec, value: Any, full: str) -> Any:  # noqa: ANN401  # whatever a form holds
    if isinstance(spec, list):
        entries = dict(value) if isinstance(value, dict) else {}
        if sorted(entries) != sorted(str(position) for position in range(len(entries))) or not entries:
            raise Problem("Invalid array", param=full)
        return [
            _value(spec[0], entries[str(position)], f"{full}[{position}]") for position in range(len(entries))
        ]
    if isinstance(spec, Mapping):
        return checked(spec, _mapping(value, full), full)
    if spec == TEXTS_BY_NAME:
        return {str(name): str(each) for name, each in _mapping(value, full).items()}
    return _scalar(spec, value, full)


def _mapping(value: Any, full: str) -> dict[str, Any]:  # noqa: ANN401  # as above
    if not isinstance(value, dict):
        raise Problem("Invalid object", param=full)
    return value


def _scalar(spec: str, value: Any, full: str) -> Any:  # noqa: ANN401  # as above
    if not isinstance(value, str):
        raise Problem("Invalid string", param=full)
    if spec == WHOLE:
        if not re.fullmatch(r"-?\d+", value):
            raise Problem(f"Invalid integer: {value}", code="parameter_invalid_integer", param=full)
        return int(value)
    if spec == YES_OR_NO:
        if value not in {"true", "false"}:
            raise Problem(f"Invalid boolean: {value}", param=full)
        return value == "true"
    if not value:
        raise Problem("You passed an empty string.", code="parameter_invalid_empty", param=full)
    return value
