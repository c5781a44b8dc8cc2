"""A merchant's variants, each by its number: changed, retired, priced now and later."""

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from accounts.programs.answers import response
from accounts.programs.idempotency import IDEMPOTENCY_KEY
from accounts.services.idempotency.claim_request import Answer
from catalog.api.writing.asked.fields import PriceSerializer
from catalog.api.writing.asked.offers import PeriodSerializer, SalePeriodSerializer
from catalog.api.writing.asked.options import choice_problem
from catalog.api.writing.asked.variants import VariantFields
from catalog.api.writing.told import OwnProductSerializer
from catalog.api.writing.views import IF_MATCH, IF_MATCH_OPTIONAL, TAG, MerchantView
from catalog.errors import ChoiceUnknown
from catalog.models import Variant
from catalog.services.call_off_sale import call_off_sale
from catalog.services.editing.hold_product import own_variant
from catalog.services.editing.write_offers import set_own_price
from catalog.services.editing.write_variants import update_variant
from catalog.services.schedule_price import schedule_price, schedule_sale


class VariantView(MerchantView):
    def variant(self, variant_id: int) -> Variant:
        """Raises OwnVariantNotFound."""
        return own_variant(variant_id=variant_id, merchant_id=self.merchant_id)


class OwnVariantView(VariantView):
    @extend_schema(
        operation_id="update_own_variant",
        summary="Say something else of a variant; what is left out stays",
        description="Where a product has options, their values name its variants and choose their looks. 409 "
        "`options_refused` when another variant has the same values.",
        parameters=[IF_MATCH],
        request=VariantFields(partial=True),
        responses=OwnProductSerializer,
        tags=[TAG],
    )
    def patch(self, request: Request, variant_id: int) -> HttpResponse:
        versions = self.versions(request, is_needed=True)
        asked = self.asked(VariantFields, is_partial=True)
        try:
            product_id = update_variant(
                variant_id=variant_id,
                merchant_id=self.merchant_id,
                versions=versions,
                changes=asked.facts(asked.validated_data),
                chosen=asked.validated_data.get("options"),
            )
        except ChoiceUnknown as refusal:
            raise choice_problem(refusal) from refusal
        return response(self.told(product_id))


class RetireView(VariantView):
    @extend_schema(
        operation_id="retire_own_variant",
        summary="Offer a variant no longer; orders keep pointing to it",
        parameters=[IF_MATCH_OPTIONAL],
        request=None,
        responses=OwnProductSerializer,
        tags=[TAG],
    )
    def post(self, request: Request, variant_id: int) -> HttpResponse:
        product_id = update_variant(
            variant_id=variant_id,
            merchant_id=self.merchant_id,
            versions=self.versions(request, is_needed=False),
            changes={"is_active": False},
        )
        return response(self.told(product_id))


class OwnPriceView(VariantView):
    @extend_schema(
        operation_id="set_own_price",
        summary="Let a variant cost this from now on",
        request=PriceSerializer,
        responses=OwnProductSerializer,
        tags=[TAG],
    )
    def put(self, request: Request, variant_id: int) -> HttpResponse:
        asked = self.asked(PriceSerializer).validated_data
        variant = self.variant(variant_id)
        set_own_price(variant=variant, price=asked["price"], compare_at=asked["compare_at"])
        return response(self.told(variant.product_id))


class OwnPricesView(VariantView):
    @extend_schema(
        operation_id="schedule_own_price",
        summary="Let a variant cost this from a time to come on",
        description="409 `price_overlap` when another price is scheduled for a part of that time.",
        parameters=[IDEMPOTENCY_KEY],
        request=PeriodSerializer,
        responses={201: OwnProductSerializer},
        tags=[TAG],
    )
    def post(self, request: Request, variant_id: int) -> HttpResponse:
        return self.once(lambda: self._schedule(variant_id))

    def _schedule(self, variant_id: int) -> Answer:
        variant, said = self.variant(variant_id), self.asked(PeriodSerializer).validated_data
        schedule_price(variant_id=variant.pk, now=timezone.now(), **said)
        return self.told(variant.product_id, status=201)


class OwnSalesView(VariantView):
    @extend_schema(
        operation_id="schedule_own_sale",
        summary="Reduce a variant for a time to come, compared with what it costs otherwise",
        description="409 `price_overlap` when it does not cost the same all that time, or is reduced already.",
        parameters=[IDEMPOTENCY_KEY],
        request=SalePeriodSerializer,
        responses={201: OwnProductSerializer},
        tags=[TAG],
    )
    def post(self, request: Request, variant_id: int) -> HttpResponse:
        return self.once(lambda: self._schedule(variant_id))

    def _schedule(self, variant_id: int) -> Answer:
        variant, said = self.variant(variant_id), self.asked(SalePeriodSerializer).validated_data
        try:
            with transaction.atomic():
                schedule_sale(variant_id=variant.pk, now=timezone.now(), **said)
        except ValueError as error:
            problem = serializers.ErrorDetail(
                f"It must be below what the variant costs otherwise, in {settings.SHOP_CURRENCY}.",
                "not_a_reduction",
            )
            raise serializers.ValidationError({"price": [problem]}) from error
        return self.told(variant.product_id, status=201)


class OwnSaleView(VariantView):
    @extend_schema(
        operation_id="call_off_own_sale",
        summary="Let a sale not happen, or end at once",
        request=None,
        responses={200: OwnProductSerializer},
        tags=[TAG],
    )
    def delete(self, request: Request, variant_id: int, price_id: int) -> HttpResponse:
        variant = self.variant(variant_id)
        call_off_sale(variant_id=variant.pk, price_id=price_id)
        return response(self.told(variant.product_id))
