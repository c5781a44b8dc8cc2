"""What lists of products can be asked in the API, and the question to the search that it means."""

import re
from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.programs.texts import InstantField
from catalog.api.serializers import DEFAULT_LIMIT, ListingQuery, ProductSerializer
from catalog.mirror.read import MAX_LIMIT
from catalog.money import parse_amount
from catalog.search.attributes.asked import UNKNOWN, Mistake, attribute_parameters, read_asked
from catalog.search.attributes.filters import known_filters
from catalog.search.attributes.options import option_parameters, read_options
from catalog.search.paging.cursor import LONGEST_CURSOR
from catalog.search.question import LONGEST_TEXT, MOST_MINOR, Question, Sort
from catalog.sizes import MILLIMETRES_A_CENTIMETRE

SIDES = re.compile(r"(\d{1,4}(?:\.\d)?)[x\u00d7](\d{1,4}(?:\.\d)?)[x\u00d7](\d{1,4}(?:\.\d)?)")
MOST_COLOURS = 20
# Whatever asks for nothing else is answered out of the mirror.
OF_THE_MIRROR = frozenset({"category", "cursor", "limit", "fields"})
OF_CHANGES = frozenset({"updated_since", "cursor", "limit", "fields"})
NOT_OF_CHANGES = Mistake("not_of_changes", "Changes cannot be filtered.")
ABOUT_ATTRIBUTES = """
Attributes that are filters stand in `facets`, with what can be asked of each:

* `attr.<slug>=<value>` for choices, yes or no (`true`, `false`) and colours (`a1b2c3`); given several times, one of
  the values is enough.
* `attr.<slug>.min=<number>` and `attr.<slug>.max=<number>`, both ends included, in the attribute's unit.

`option.<name>=<value>` asks for what products are sold in, such as a size, with names and values as `facets` have them.
What is asked of several attributes and options must all hold.
"""


@extend_schema_field(OpenApiTypes.STR)
class AmountField(serializers.Field[int, str, str, Any]):
    """An amount in major units of the shop's currency ("49.90"); whole minor units inside."""

    def to_internal_value(self, data: str) -> int:
        try:
            minor = parse_amount(data, settings.SHOP_CURRENCY).minor
        except ValueError as error:
            raise serializers.ValidationError(str(error), code="not_an_amount") from error
        if not 0 <= minor <= MOST_MINOR:
            raise serializers.ValidationError("No price is like that.", code="out_of_range")
        return minor


@extend_schema_field(OpenApiTypes.STR)
class SidesField(serializers.Field[tuple[int, int, int], str, str, Any]):
    """Three sides in centimetres ("80x60x200"); millimetres inside."""

    def to_internal_value(self, data: str) -> tuple[int, int, int]:
        sides = SIDES.fullmatch(data.replace(" ", ""))
        if sides is None:
            raise serializers.ValidationError(
                "Write three sides in centimetres: 80x60x200.", code="not_a_size"
            )
        first, second, third = (round(float(side) * MILLIMETRES_A_CENTIMETRE) for side in sides.groups())
        return first, second, third


@extend_schema_field(OpenApiTypes.STR)
class FieldsField(serializers.Field[tuple[str, ...], str, str, Any]):
    """Names of a product's members ("slug,name"); sorted and each once inside, so that an answer has one name."""

    def to_internal_value(self, data: str) -> tuple[str, ...]:
        names = {name.strip() for name in data.split(",")}
        unknown = sorted(names - set(ProductSerializer().fields))
        if unknown:
            told = ", ".join(unknown)[:LONGEST_TEXT]
            raise serializers.ValidationError(f"Products have no such members: {told}.", code="unknown")
        return tuple(sorted(names))


FIELDS_HELP = "Names of members with commas between them, such as slug,name: no others are told. None: all."


class ProductQuery(serializers.Serializer[Any]):
    """What a product can be asked."""

    fields = FieldsField(required=False, help_text=FIELDS_HELP)  # type: ignore[assignment]  # DRF takes it out of the class


class CollectionQuery(ProductQuery):
    """What a collection can be asked."""

    cursor = serializers.CharField(
        default="",
        max_length=LONGEST_CURSOR,
        help_text="Out of `next` of the page before; none for the first page.",
    )
    limit = serializers.IntegerField(default=DEFAULT_LIMIT, min_value=1, max_value=MAX_LIMIT)


class SearchQuery(ListingQuery):
    """Filters are all optional, and all that are given must hold. What is not listed here is refused."""

    cursor = serializers.CharField(
        default="",
        max_length=LONGEST_CURSOR,
        help_text="Out of `next` or `previous` of another page of the same question; none for the first page.",
    )
    search = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=LONGEST_TEXT,
        trim_whitespace=False,
        help_text="Words that must be there; the last one may be unfinished. Article numbers are found as well.",
    )
    price_min = AmountField(required=False, help_text="In major units of the shop's currency: 49.90")
    price_max = AmountField(required=False)
    fits = SidesField(
        required=False, help_text="Three sides of a space in centimetres, 80x60x200. Products may be turned."
    )
    available = serializers.BooleanField(
        default=False, help_text="Whether only what can be bought now is wanted."
    )
    colour = serializers.ListField(
        child=serializers.CharField(max_length=80),
        default=list,
        max_length=MOST_COLOURS,
        help_text="A name of a colour out of the facets; given several times, one of them is enough.",
    )
    sort = serializers.ChoiceField(
        choices=[sort.value for sort in Sort],
        required=False,
        help_text="By `relevance` when words are searched for, otherwise `newest` first. `-price` is dearest first.",
    )
    fields = FieldsField(required=False, help_text=FIELDS_HELP)  # type: ignore[assignment]  # DRF takes it out of the class
    updated_since = InstantField(
        required=False,
        help_text="For programs that keep a copy: what changed at this instant or later, in the order of the changes, "
        "with what is no longer on sale. Goes with `cursor`, `limit` and `fields` alone.",
    )
    facets = serializers.BooleanField(
        default=False,
        help_text="Whether to tell what the category's products are like: prices, colours, attributes.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = dict(self.initial_data.lists())
        about_attributes, about_options = dict(attribute_parameters(given)), dict(option_parameters(given))
        asked = read_asked(about_attributes, known_filters() if about_attributes else ())
        options = read_options(about_options)
        mistakes = {**asked.mistakes, **options.mistakes}
        for name in sorted(set(given) - set(self.get_fields()) - set(about_attributes) - set(about_options)):
            mistakes[name] = UNKNOWN
        if "updated_since" in attrs:
            for name in set(given) - OF_CHANGES:
                mistakes.setdefault(name, NOT_OF_CHANGES)
        if mistakes:
            raise serializers.ValidationError(
                {
                    name: serializers.ErrorDetail(mistake.sentence, code=mistake.code)
                    for name, mistake in mistakes.items()
                }
            )
        return {**attrs, "said": asked.said, "options": options.facets}

    @property
    def is_of_changes(self) -> bool:
        return "updated_since" in self.validated_data

    @property
    def is_search(self) -> bool:
        """Whether anything is asked that the mirror cannot answer."""
        return not set(self.initial_data) <= OF_THE_MIRROR

    @property
    def question(self) -> Question:
        asked = self.validated_data
        text = asked["search"]
        by_itself = Sort.RELEVANCE if text.strip() else Sort.NEWEST
        return Question(
            text=text,
            category_slug=asked.get("category"),
            price_min=asked.get("price_min"),
            price_max=asked.get("price_max"),
            fits_mm=asked.get("fits"),
            is_available=asked["available"],
            colours=tuple(asked["colour"]),
            options=asked["options"],
            said=asked["said"],
            sort=Sort(asked["sort"]) if "sort" in asked else by_itself,
        )
