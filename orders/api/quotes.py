"""What a cart would cost for a destination, a way of sending and a voucher."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from accounts.lockout import client_of
from accounts.postal.countries import is_country
from accounts.postal.form import LONGEST, LONGEST_LINE
from accounts.programs.answers import rendered, response
from accounts.programs.strict import StrictSerializer
from accounts.services.idempotency.claim_request import Answer
from catalog.programs.amounts import MoneySerializer
from orders.api.addresses import CountryField
from orders.api.carts import NO_CART, TAG, CartView, require_open
from orders.api.documents.carts import quote_document
from orders.api.tokens import read
from orders.api.told import TotalsSerializer
from orders.errors import CartEmpty, CartNotFound
from orders.models import LARGEST_ID
from orders.pricing.bill import TaxShare
from orders.pricing.shipping import OfferedMethod
from orders.queries.carts.held import hold_for_quote
from orders.queries.charges.vouchers import LONGEST_CODE, Buyer
from orders.queries.quote import Wanted, quote
from orders.services.vouchers.guessing import no_guessing

_ONLY_COUNTRY = {"country"}


def _typed(longest: int = LONGEST_LINE) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, allow_blank=True, default="")


class QuoteQuery(StrictSerializer):
    """Where it would go, how, and with which voucher.

    Where a tax service is asked, a total of the whole address is the one that checkout asks for.
    """

    country = CountryField()
    region = _typed()
    postcode = _typed(LONGEST["postcode"])
    city = _typed()
    line1 = _typed()
    line2 = _typed()
    shipping_method = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=LARGEST_ID
    )
    voucher_code = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_CODE
    )
    email = serializers.EmailField(
        required=False,
        allow_blank=True,
        default="",
        max_length=254,
        help_text="Of the buyer: some vouchers may be used only so often by each.",
    )

    @property
    def wanted(self) -> Wanted:
        said = self.validated_data
        return Wanted(
            country=said["country"],
            region=said["region"],
            method=said["shipping_method"],
            voucher_code=said["voucher_code"],
            buyer=Buyer(email=said["email"]),
            postcode=said["postcode"],
            city=said["city"],
            street=tuple(said[name] for name in ("line1", "line2") if said[name]),
        )


def plain_wish(said: object) -> Wanted | None:
    """What a `QuoteQuery` makes of a body that names a country alone, as most do; None leaves the judging to that."""
    country = said["country"] if type(said) is dict and said.keys() == _ONLY_COUNTRY else None
    return Wanted(country) if type(country) is str and is_country(country) else None


class ShippingMethodSerializer(serializers.Serializer[OfferedMethod]):
    id = serializers.IntegerField(source="method.id")
    name = serializers.CharField(source="method.name")
    days_from = serializers.IntegerField(source="method.days_from", help_text="Working days.")
    days_to = serializers.IntegerField(source="method.days_to")
    cost = MoneySerializer()


class TaxSerializer(serializers.Serializer[TaxShare]):
    percent = serializers.CharField(help_text="20, or 8.875")
    tax = MoneySerializer()


class QuoteSerializer(serializers.Serializer[Any]):
    """What checkout will ask for as `expected_total`, unless something changes meanwhile."""

    shipping_methods = ShippingMethodSerializer(many=True, source="methods")
    shipping_method = serializers.IntegerField(source="chosen.method.id", help_text="That was reckoned with.")
    totals = TotalsSerializer()
    taxes = TaxSerializer(many=True)
    terms_url = serializers.SerializerMethodField(
        help_text="The terms of sale, to which whoever orders must agree."
    )

    def get_terms_url(self, _quote: object) -> str:
        return str(reverse("orders:terms", request=self.context["request"]))


TO_OHIO = OpenApiExample(
    "To Ohio, with a voucher",
    {"country": "US", "region": "OH", "voucher_code": "SPRING"},
    request_only=True,
)


class QuoteView(CartView):
    @extend_schema(
        operation_id="quote_cart",
        summary="What a cart costs for a destination, a way of sending and a voucher",
        description="Changes nothing. 409 `not_delivered_there`, `shipping_method_not_offered`, or a code that begins with "
        "`voucher_` for what cannot be had; 429 `voucher_guessed` with `Retry-After` after too many codes that "
        "do not exist or are used up. Where taxes are told by a service: 409 `tax_address_unknown` where it finds none for the address; 503 "
        "`tax_unavailable` or `tax_answer_wrong` with `Retry-After` while it does not answer, or not as it should.",
        request=QuoteQuery,
        responses=QuoteSerializer,
        examples=[TO_OHIO],
        tags=[TAG],
    )
    def post(self, request: Request, cart_token: str) -> HttpResponse:
        token, now = read(cart_token), timezone.now()
        wanted = plain_wish(request.data) or self.asked(QuoteQuery).wanted
        found = hold_for_quote(token, wanted.country, now=now)
        if found is None:
            raise CartNotFound(NO_CART)
        require_open(found.cart)
        if not found.lines:
            raise CartEmpty("There is nothing in this cart.")
        guesser = client_of(request) if wanted.voucher_code else ""
        with no_guessing(guesser, wanted.voucher_code, wanted.buyer.email):
            priced = quote(found.lines, found.cart.currency, wanted, now=now, known=found.known)
        return response(Answer(HTTPStatus.OK, {}, rendered(quote_document(priced, request))))
