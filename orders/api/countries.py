"""Where orders can go, and what a form for addresses there looks like."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django_countries import countries
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.postal.form import AUTOCOMPLETE, LONGEST, LONGEST_LINE
from accounts.postal.layout import Part, layout_of
from accounts.programs.answers import rendered, response
from accounts.services.idempotency.claim_request import Answer
from orders.errors import CountryUnknown
from orders.pricing.shipping import Method
from orders.queries.charges.destinations import delivered_countries
from orders.queries.charges.shipping import methods_to

TAG = "countries"
# Addresses of the world change rarely, where a shop delivers a little more often.
KEPT = {"Cache-Control": "public, max-age=300"}
PHONE = Part("phone", "Phone", is_required=False)


class CountrySerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="ISO 3166, two letters.")
    name = serializers.CharField()
    is_delivered_to = serializers.BooleanField(help_text="Whether some way of sending leads there.")
    url = serializers.URLField(help_text="What addresses there look like.")


class CountriesSerializer(serializers.Serializer[Any]):
    items = CountrySerializer(many=True)


class AddressChoiceSerializer(serializers.Serializer[Any]):
    value = serializers.CharField(help_text="What is sent.")
    text = serializers.CharField(help_text="What is shown.")


class PartSerializer(serializers.Serializer[Part]):
    """A field of the form. With `choices` it takes one of their values, otherwise it is typed."""

    name = serializers.CharField(help_text="Of the member in an address.")
    caption = serializers.CharField(source="label")
    is_required = serializers.BooleanField()
    longest = serializers.SerializerMethodField(help_text="In characters.")
    autocomplete = serializers.SerializerMethodField(help_text="What browsers call it.")
    pattern = serializers.SerializerMethodField(
        help_text="A regular expression that all of it matches, in capitals or not; null for anything."
    )
    examples = serializers.ListField(child=serializers.CharField())
    choices = serializers.SerializerMethodField()

    def get_longest(self, part: Part) -> int:
        return LONGEST.get(part.name, LONGEST_LINE)

    def get_autocomplete(self, part: Part) -> str:
        return AUTOCOMPLETE[part.name]

    def get_pattern(self, part: Part) -> str | None:
        return part.pattern.pattern if part.pattern else None

    @extend_schema_field(AddressChoiceSerializer(many=True))
    def get_choices(self, part: Part) -> list[dict[str, str]]:
        return [{"value": value, "text": text} for value, text in part.choices]


class WaySerializer(serializers.Serializer[Method]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    days_from = serializers.IntegerField(help_text="Working days.")
    days_to = serializers.IntegerField()


class AddressFormSerializer(serializers.Serializer[Any]):
    """The form for addresses of a country; `rows` hold what stands in one line of a label."""

    code = serializers.CharField()
    name = serializers.CharField()
    rows = serializers.ListField(child=PartSerializer(many=True))
    shipping_methods = WaySerializer(
        many=True, help_text="That lead there; what each costs is told by the quote of a cart."
    )


class OpenView(APIView):
    """The same for everybody."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    http_method_names = ["get", "head"]


class CountriesView(OpenView):
    @extend_schema(
        operation_id="list_countries",
        summary="Every country, and whether the shop delivers there",
        responses=CountriesSerializer,
        tags=[TAG],
    )
    def get(self, request: Request) -> HttpResponse:
        delivered = delivered_countries(settings.SHOP_CURRENCY)
        items = [
            {
                "code": code,
                "name": name,
                "is_delivered_to": code in delivered,
                "url": reverse("orders-api:country", args=[code], request=request),
            }
            for code, name in countries
        ]
        return response(Answer(200, KEPT, rendered(CountriesSerializer({"items": items}).data)))


class CountryView(OpenView):
    @extend_schema(
        operation_id="read_country",
        summary="What a form for addresses of a country looks like, and how things are sent there",
        description="The rules are those that checkout judges addresses by. 404 `country_unknown`.",
        responses=AddressFormSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, country: str) -> HttpResponse:
        if country not in countries.countries:
            raise CountryUnknown("There is no country with this code.")
        told = {
            "code": country,
            "name": countries.name(country),
            "rows": [*layout_of(country).rows, (PHONE,)],
            "shipping_methods": methods_to(country, settings.SHOP_CURRENCY),
        }
        return response(Answer(200, KEPT, rendered(AddressFormSerializer(told).data)))
