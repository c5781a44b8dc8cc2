"""What a stranger's file may contain and PostgreSQL cannot hold: NUL, half surrogate pairs, infinities."""

import math


def storable_text(text: str) -> str:
    """The text as PostgreSQL can hold it."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def storable_json(value: object) -> object:
    """The JSON value as PostgreSQL can hold it. Numbers that are not numbers become None."""
    match value:
        case str():
            return storable_text(value)
        case float() if not math.isfinite(value):
            return None
        case dict():
            return {storable_text(str(key)): storable_json(member) for key, member in value.items()}
        case list() | tuple():
            return [storable_json(member) for member in value]
        case _:
            return value
