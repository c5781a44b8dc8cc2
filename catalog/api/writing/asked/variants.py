"""What programs say of variants."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from rest_framework import serializers

from accounts.programs.strict import StrictSerializer
from catalog.api.writing.asked.fields import (
    MOST_GRAMS,
    MOST_MILLIMETRES,
    MOST_ON_HAND,
    require_reduction,
)
from catalog.api.writing.asked.options import ChosenField
from catalog.models import Variant
from catalog.models.attributes import COLOUR
from catalog.models.offers import require_gtin
from catalog.programs.amounts import PriceField
from catalog.services.editing.write_variants import NewVariant, VariantFacts

MOST_VARIANTS = 100
NO_COLUMNS = frozenset({"options", "price", "compare_at", "on_hand"})


def _length(column: str) -> int:
    return cast(int, Variant._meta.get_field(column).max_length)  # type: ignore[union-attr]  # columns of text


class VariantFields(StrictSerializer):
    """All members are optional when a variant is changed."""

    sku = serializers.CharField(max_length=_length("sku"))
    gtin = serializers.CharField(
        required=False, allow_blank=True, max_length=_length("gtin"), validators=[require_gtin]
    )
    mpn = serializers.CharField(required=False, allow_blank=True, max_length=_length("mpn"))
    name = serializers.CharField(max_length=_length("name"))
    position = serializers.IntegerField(required=False, min_value=0, max_value=10_000)
    material_variant = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=_length("material_variant"),
        help_text="A look of the 3D model; empty shows it as it opens.",
    )
    swatch = serializers.RegexField(
        COLOUR, required=False, allow_blank=True, help_text="A colour such as #a1b2c3."
    )
    width_mm = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_MILLIMETRES
    )
    depth_mm = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_MILLIMETRES
    )
    height_mm = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_MILLIMETRES
    )
    weight_g = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=MOST_GRAMS)
    is_offered = serializers.BooleanField(required=False)
    options = ChosenField(
        required=False, help_text="The names of its values by those of the product's options; null for none."
    )

    def facts(self, said: Mapping[str, Any]) -> VariantFacts:
        """What was said of the variant's own columns, by their names."""
        columns = {
            "is_active" if name == "is_offered" else name: value
            for name, value in said.items()
            if name not in NO_COLUMNS
        }
        return cast(VariantFacts, columns)


class NewVariantSerializer(VariantFields):
    """A variant, with what it costs from now on and how many there are at the default location.

    It needs no name of its own when its values name it.
    """

    name = serializers.CharField(required=False, max_length=_length("name"))
    price = PriceField(required=False, allow_null=True)
    compare_at = PriceField(required=False, allow_null=True)
    on_hand = serializers.IntegerField(required=False, min_value=0, max_value=MOST_ON_HAND)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        require_reduction(attrs)
        if "name" not in attrs and not any(attrs.get("options", {}).values()):
            raise serializers.ValidationError(
                {
                    "name": [
                        serializers.ErrorDetail("Say how it is called, or which values it has.", "required")
                    ]
                }
            )
        return attrs

    def told(self, said: Mapping[str, Any]) -> NewVariant:
        # The database makes the name of the values; until it does, something must stand there.
        return NewVariant(
            {"name": said["sku"], **self.facts(said)},
            said.get("price"),
            said.get("compare_at"),
            said.get("on_hand", 0),
            said.get("options", {}),
        )


class VariantsSerializer(StrictSerializer):
    """Variants of one product; all of them are added, or none."""

    variants: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=NewVariantSerializer(), allow_empty=False, max_length=MOST_VARIANTS
    )

    def validate_variants(self, variants: list[dict[str, Any]]) -> list[dict[str, Any]]:
        refuse_doubles(variants)
        return variants

    @property
    def new(self) -> list[NewVariant]:
        each = cast(NewVariantSerializer, cast(Any, self.fields["variants"]).child)
        return [each.told(said) for said in self.validated_data["variants"]]


def refuse_doubles(variants: list[dict[str, Any]]) -> None:
    """Raise ValidationError, at each of them, where an article number is used more than once."""
    used = Counter(variant["sku"] for variant in variants)
    doubled = serializers.ErrorDetail("Another variant here has this article number.", "duplicate")
    problems = [{"sku": [doubled]} if used[variant["sku"]] > 1 else {} for variant in variants]
    if any(problems):
        raise serializers.ValidationError(problems)
