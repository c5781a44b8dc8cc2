"""A merchant's products: list, detail, made, changed, described."""

import base64
import binascii
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from accounts.programs.answers import rendered, response
from accounts.programs.idempotency import IDEMPOTENCY_KEY
from accounts.programs.links import LOCATION
from accounts.programs.strict import StrictSerializer
from accounts.services.idempotency.claim_request import Answer
from catalog.api.writing.asked.attributes import attributes_in
from catalog.api.writing.asked.options import choice_problem
from catalog.api.writing.asked.products import NewProductSerializer, ProductFields
from catalog.api.writing.asked.variants import VariantsSerializer
from catalog.api.writing.told import OwnProductPageSerializer, OwnProductSerializer
from catalog.api.writing.views import IF_MATCH, IF_MATCH_OPTIONAL, TAG, MerchantView
from catalog.errors import AttributeRefused, BadCursor, ChoiceUnknown
from catalog.models import Product
from catalog.queries import merchant_products
from catalog.services.editing.write_attributes import write_attributes
from catalog.services.editing.write_product import create_product, update_product
from catalog.services.editing.write_variants import add_variants
from catalog.states import ProductState

MOST_PRODUCTS = 100
# One less than the digits of the largest BIGINT.
DIGITS = 18


class OwnListQuery(StrictSerializer):
    """Which of the merchant's products are wanted."""

    state = serializers.ChoiceField(choices=ProductState.choices, required=False)
    sku = serializers.CharField(
        required=False, max_length=60, help_text="The product of the variant with this article number."
    )
    cursor = serializers.CharField(default="", max_length=120, help_text="Out of `next` of the page before.")
    limit = serializers.IntegerField(default=24, min_value=1, max_value=MOST_PRODUCTS)


NEW_CHAIR = OpenApiExample(
    "A chair",
    {
        "name": "Chair No. 14",
        "category": "chairs",
        "options": [{"name": "Wood", "values": [{"name": "Oak", "swatch": "#c8a26b"}, {"name": "Ash"}]}],
        "variants": [
            {
                "sku": "CH-14-OAK",
                "options": {"Wood": "Oak"},
                "price": "249.00",
                "on_hand": 12,
                "width_mm": 425,
            }
        ],
    },
    request_only=True,
)


class OwnProductsView(MerchantView):
    @extend_schema(
        operation_id="list_own_products",
        summary="The merchant's products in every state, newest first",
        parameters=[OwnListQuery],
        responses=OwnProductPageSerializer,
        tags=[TAG],
    )
    def get(self, request: Request) -> HttpResponse:
        query = OwnListQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        products = merchant_products(self.merchant_id)
        if "state" in asked:
            products = products.filter(state=asked["state"])
        if "sku" in asked:
            products = products.filter(variants__sku=asked["sku"], variants__merchant=self.merchant_id)
        if asked["cursor"]:
            products = _behind(products, asked["cursor"])
        page = list(products[: asked["limit"] + 1])
        items = page[: asked["limit"]]
        following = self._address(_cursor_after(items[-1])) if len(page) > len(items) else None
        body = OwnProductPageSerializer({"items": items, "next": following}).data
        links = {"Link": f'<{following}>; rel="next"'} if following else {}
        return response(Answer(200, links, rendered(body)))

    @extend_schema(
        operation_id="create_own_product",
        summary="Make a draft, with options and variants if there are any yet",
        description="409 `slug_taken` or `sku_taken` when address or article numbers are used already, `options_refused` "
        "when two variants would have the same values.",
        parameters=[IDEMPOTENCY_KEY, LOCATION],
        request=NewProductSerializer,
        responses={201: OwnProductSerializer},
        examples=[NEW_CHAIR],
        tags=[TAG],
    )
    def post(self, request: Request) -> HttpResponse:
        return self.once(self._create)

    def _create(self) -> Answer:
        asked = self.asked(NewProductSerializer)
        try:
            product = create_product(
                merchant_id=self.merchant_id, new=asked.new, actor_id=self.key.created_by_id
            )
        except ChoiceUnknown as refusal:
            raise choice_problem(refusal, within="variants") from refusal
        return self.told(product.pk, status=201)

    def _address(self, cursor: str) -> str:
        asked = self.request.query_params.copy()
        asked["cursor"] = cursor
        return f"{self.request.build_absolute_uri(self.request.path)}?{asked.urlencode()}"


class OwnProductView(MerchantView):
    @extend_schema(
        operation_id="read_own_product",
        summary="One of the merchant's products",
        responses=OwnProductSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, product_id: int) -> HttpResponse:
        return response(self.told(product_id))

    @extend_schema(
        operation_id="update_own_product",
        summary="Say something else of a product; what is left out stays",
        parameters=[IF_MATCH],
        request=ProductFields(partial=True),
        responses=OwnProductSerializer,
        tags=[TAG],
    )
    def patch(self, request: Request, product_id: int) -> HttpResponse:
        versions = self.versions(request, is_needed=True)
        asked = self.asked(ProductFields, is_partial=True)
        update_product(
            product_id=product_id,
            merchant_id=self.merchant_id,
            versions=versions,
            changes=asked.facts,
            collections=asked.validated_data.get("collections"),
        )
        return response(self.told(product_id))


class OwnProductVariantsView(MerchantView):
    @extend_schema(
        operation_id="add_own_variants",
        summary="Add variants to a product, all of them or none",
        description="409 `sku_taken` when article numbers are used already, `options_refused` when two variants would "
        "have the same values.",
        parameters=[IDEMPOTENCY_KEY, IF_MATCH_OPTIONAL],
        request=VariantsSerializer,
        responses={201: OwnProductSerializer},
        tags=[TAG],
    )
    def post(self, request: Request, product_id: int) -> HttpResponse:
        return self.once(lambda: self._add(request, product_id))

    def _add(self, request: Request, product_id: int) -> Answer:
        try:
            add_variants(
                product_id=product_id,
                merchant_id=self.merchant_id,
                versions=self.versions(request, is_needed=False),
                variants=self.asked(VariantsSerializer).new,
                actor_id=self.key.created_by_id,
            )
        except ChoiceUnknown as refusal:
            raise choice_problem(refusal, within="variants") from refusal
        return self.told(product_id, status=201)


class OwnProductAttributesView(MerchantView):
    @extend_schema(
        operation_id="describe_own_product",
        summary="Say something of a product under its attributes; null takes it away",
        parameters=[IF_MATCH],
        request={"application/json": OpenApiTypes.OBJECT},
        responses=OwnProductSerializer,
        examples=[OpenApiExample("A table", {"material": "Oak", "height": "74.5", "foldable": False})],
        tags=[TAG],
    )
    def patch(self, request: Request, product_id: int) -> HttpResponse:
        versions = self.versions(request, is_needed=True)
        values = attributes_in(request.data)
        try:
            write_attributes(
                product_id=product_id, merchant_id=self.merchant_id, versions=versions, values=values
            )
        except AttributeRefused as refusal:
            problem = serializers.ErrorDetail(str(refusal), refusal.code)
            raise serializers.ValidationError({refusal.slug: [problem]}) from refusal
        return response(self.told(product_id))


def _cursor_after(product: Product) -> str:
    return base64.urlsafe_b64encode(f"{product.created_at.isoformat()} {product.pk}".encode()).decode()


def _behind(products: QuerySet[Product], cursor: str) -> QuerySet[Product]:
    """Those that come after the one of the cursor, found by index however far down that is. Raises BadCursor."""
    try:
        made, _, number = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        created_at, last = datetime.fromisoformat(made), int(number[:DIGITS])
    except (binascii.Error, ValueError) as error:
        raise BadCursor("This cursor is not from here.") from error
    if created_at.tzinfo is None or last < 0:
        raise BadCursor("This cursor is not from here.")
    return products.filter(created_at__lte=created_at).filter(Q(created_at__lt=created_at) | Q(pk__lt=last))
