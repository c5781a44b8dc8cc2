"""Text that is taken at the first look is what Django REST framework would have made of it."""

import pytest
from rest_framework import serializers

from accounts.programs.texts import TextField


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
