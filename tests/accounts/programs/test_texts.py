"""Text that is taken at the first look is what Django REST framework would have made of it; words and instants are told apart."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from pytest_django import Settings
from rest_framework import serializers

from accounts.programs.texts import InstantField, OneOfField, TextField


def said(field: serializers.CharField, data: object) -> object:
    try:
        return field.run_validation(data)
    except serializers.ValidationError as error:
        return error.get_codes()


@pytest.mark.parametrize("allow_blank", [True, False])
@pytest.mark.parametrize(
    "data",
    [
        "",
        " ",
        "x",
        " x ",
        "x y",
        "xxxx",
        "xxxxx",
        "xxxx ",
        "x\0",
        "x\n",
        "\xa0x",
        "ß",
        "\ud800",
        5,
        1.5,
        True,
        None,
        [],
    ],
)
def test_text_is_judged_as_ever(data: object, allow_blank: bool) -> None:  # noqa: FBT001  # of pytest
    fields = (kind(max_length=4, allow_blank=allow_blank) for kind in (TextField, serializers.CharField))

    ours, theirs = (said(field, data) for field in fields)

    assert ours == theirs


def test_whoever_says_another_word_is_told_which_there_are() -> None:
    field = OneOfField(choices=[("ship", "To ship"), ("return", "To decide")])

    assert field.run_validation("ship") == "ship"
    others: tuple[object, ...] = ("x", 1, ["ship"], {}, "\ud800")
    for other in others:
        with pytest.raises(serializers.ValidationError) as caught:
            field.run_validation(other)
        assert caught.value.get_full_details() == [
            {"message": "This is none of “ship”, “return”.", "code": "invalid_choice"}
        ]


def test_instant_is_read_also_where_its_plus_was_not_quoted() -> None:
    field = InstantField()

    for written in ("2026-11-26T09:00:00 01:00", "2026-11-26T09:00:00+01:00", "2026-11-26T08:00:00.000Z"):
        assert field.run_validation(written) == datetime(2026, 11, 26, 8, tzinfo=UTC)
    for odd in ("yesterday", "2026-11-26T09:00:00 x", 5, None, "2026-11-26 01:00 01:00 01:00"):
        with pytest.raises(serializers.ValidationError):
            field.run_validation(odd)


def test_instants_are_told_in_utc_whatever_the_time_of_the_shop(settings: Settings) -> None:
    settings.TIME_ZONE = "America/New_York"
    field = InstantField()

    assert field.to_representation(datetime(2026, 11, 26, 8, tzinfo=UTC)) == "2026-11-26T08:00:00Z"
    assert field.run_validation("2026-11-26T08:00:00") == datetime(2026, 11, 26, 8, tzinfo=UTC)


def test_no_answer_tells_instants_in_another_way() -> None:
    """Serializers that are loaded with the addresses of the API."""
    import_module(settings.ROOT_URLCONF)
    kinds: list[type[serializers.Serializer[Any]]] = [serializers.Serializer]
    fields = []
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        fields += list(getattr(kind, "_declared_fields", {}).values())

    instants = [field for field in fields if isinstance(field, serializers.DateTimeField)]
    assert len(instants) > 20
    assert all(isinstance(field, InstantField) for field in instants)
