"""A merchant's product's options: all of them at once, with what its variants have of them."""

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from accounts.programs.answers import response
from catalog.api.writing.asked.options import OptionsSerializer, choice_problem
from catalog.api.writing.told import OwnProductSerializer
from catalog.api.writing.views import IF_MATCH, TAG, MerchantView
from catalog.errors import ChoiceUnknown
from catalog.services.editing.write_own_options import write_own_options

COLOURS = OpenApiExample(
    "Another value, which one variant has from now on",
    {
        "options": [
            {
                "name": "Colour",
                "values": [
                    {"name": "Oak", "material_variant": "oak", "swatch": "#c8a26b"},
                    {"name": "Walnut", "material_variant": "walnut", "swatch": "#5c4033"},
                ],
            }
        ],
        "choices": [{"variant": 71, "options": {"Colour": "Walnut"}}],
    },
    request_only=True,
)


class OwnProductOptionsView(MerchantView):
    @extend_schema(
        operation_id="write_own_options",
        summary="Say all of a product's options and values",
        description="What is left out goes, unless variants have it: 409 `options_refused`. `choices` let variants have "
        "other values at the same time, so that they can change places; those that are not named stay as they are.",
        parameters=[IF_MATCH],
        request=OptionsSerializer,
        responses=OwnProductSerializer,
        examples=[COLOURS],
        tags=[TAG],
    )
    def put(self, request: Request, product_id: int) -> HttpResponse:
        versions = self.versions(request, is_needed=True)
        asked = self.asked(OptionsSerializer)
        try:
            write_own_options(
                product_id=product_id,
                merchant_id=self.merchant_id,
                versions=versions,
                options=asked.told,
                chosen=asked.chosen,
            )
        except ChoiceUnknown as refusal:
            raise choice_problem(refusal, within="choices") from refusal
        return response(self.told(product_id))
