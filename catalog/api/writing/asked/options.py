"""What programs say of a product's options, and of the values that its variants have."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

from rest_framework import serializers

from accounts.programs.strict import StrictSerializer
from catalog.api.writing.asked.fields import NumberField
from catalog.errors import ChoiceUnknown
from catalog.models import OptionValue, ProductOption
from catalog.models.attributes import COLOUR
from catalog.models.options import LONGEST_VALUE, MOST_COMBINATIONS, MOST_OPTIONS, MOST_VALUES
from catalog.services.options.choose_named import Named
from catalog.services.options.write_options import ToldOption, ToldValue

_NAME_LENGTH = cast(int, ProductOption._meta.get_field("name").max_length)
_LOOK_LENGTH = cast(int, OptionValue._meta.get_field("material_variant").max_length)
RENAMED = "Of the row that is called otherwise now; without it, rows are found by name."


class WrittenValueSerializer(StrictSerializer):
    """A value of an option. What is left out is empty."""

    id = NumberField(required=False, help_text=RENAMED)
    name = serializers.CharField(max_length=LONGEST_VALUE)
    material_variant = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=_LOOK_LENGTH,
        help_text="A look of the 3D model; empty shows it as it opens.",
    )
    swatch = serializers.RegexField(
        COLOUR, default="", allow_blank=True, help_text="A colour such as #a1b2c3."
    )


class WrittenOptionSerializer(StrictSerializer):
    """Something that shoppers choose, with its values in their order."""

    id = NumberField(required=False, help_text=RENAMED)
    name = serializers.CharField(max_length=_NAME_LENGTH)
    values: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=WrittenValueSerializer(), max_length=MOST_VALUES
    )

    def validate_values(self, values: list[dict[str, Any]]) -> list[dict[str, Any]]:
        refuse_namesakes(values)
        return values


class ChosenField(serializers.DictField):
    """The names of a variant's values by those of their options; null for none."""

    child = serializers.CharField(max_length=LONGEST_VALUE, allow_null=True)


class ChoiceSerializer(StrictSerializer):
    """Which values one variant has."""

    variant = NumberField()
    options = ChosenField()


class OptionsSerializer(StrictSerializer):
    """All of a product's options, and which of their values variants have from now on."""

    options: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=WrittenOptionSerializer(), max_length=MOST_OPTIONS
    )
    choices: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=ChoiceSerializer(), required=False, max_length=MOST_COMBINATIONS
    )

    def validate_options(self, options: list[dict[str, Any]]) -> list[dict[str, Any]]:
        refuse_namesakes(options)
        return options

    @property
    def told(self) -> list[ToldOption]:
        return told_options(self.validated_data["options"])

    @property
    def chosen(self) -> list[Named]:
        return [(each["variant"], each["options"]) for each in self.validated_data.get("choices", ())]


def told_options(said: Sequence[Mapping[str, Any]]) -> list[ToldOption]:
    """As the service has them."""
    return [
        ToldOption(
            option["name"],
            [
                ToldValue(each["name"], each["material_variant"], each["swatch"], each.get("id"))
                for each in option["values"]
            ],
            option.get("id"),
        )
        for option in said
    ]


def refuse_namesakes(rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise ValidationError, at each of them, where a name is used more than once."""
    used = Counter(row["name"].casefold() for row in rows)
    doubled = serializers.ErrorDetail("Another one here has this name.", "duplicate")
    problems = [{"name": [doubled]} if used[row["name"].casefold()] > 1 else {} for row in rows]
    if any(problems):
        raise serializers.ValidationError(problems)


def choice_problem(refusal: ChoiceUnknown, *, within: str = "") -> serializers.ValidationError:
    """The refusal at its place: `options` of the body, or of a member of the list `within` it."""
    place = {"options": {refusal.option: [serializers.ErrorDetail(str(refusal), refusal.code)]}}
    return serializers.ValidationError({within: [{}] * refusal.number + [place]} if within else place)
