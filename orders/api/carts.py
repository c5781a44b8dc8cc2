"""Carts for shoppers' programs: made, read, filled, emptied."""

from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request

from accounts.models import User
from accounts.programs.answers import rendered, response
from accounts.programs.idempotency import HEADER, answer_once, is_keyed
from accounts.programs.links import LOCATION, link
from accounts.programs.sessions import WelcomeAuthentication, customer_in
from accounts.services.idempotency.claim_request import Answer
from orders.api.asked import LineSerializer, NewCartSerializer, QuantitySerializer, plain_lines
from orders.api.documents.carts import cart_document
from orders.api.tokens import read
from orders.api.told import CartSerializer, ChangedCartSerializer
from orders.api.views import ShopperView
from orders.errors import CartNotFound, CartOrdered
from orders.models import Cart
from orders.queries.carts.held import HeldCart, find_cart, hold_cart
from orders.services.carts.add_to_cart import add_to_cart
from orders.services.carts.begin_at_once import Wanted
from orders.services.carts.begin_cart import begin_cart
from orders.services.carts.change_quantity import change_quantity
from orders.services.carts.merge_carts import merge_carts
from orders.services.carts.remove_line import remove_line

TAG = "carts"
NO_CART = "There is no cart at this address."
TWO_STOOLS = OpenApiExample(
    "Two of a variant", {"lines": [{"variant": 4711, "quantity": 2}]}, request_only=True
)
KEY_WELCOME = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="Where it is sent, the line is added once however often the request is repeated with it.",
)

KEY_OF_CUSTOMERS = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="With the session of a customer: the things are added once however often the request is repeated with it.",
)


class CartView(ShopperView):
    """For whoever holds the cart's token."""

    def cart(self, written_token: str) -> Cart:
        """Raises CartNotFound."""
        cart = find_cart(read(written_token))
        if cart is None:
            raise CartNotFound(NO_CART)
        return cart

    def open_cart(self, written_token: str) -> Cart:
        """Raises CartNotFound, CartOrdered."""
        cart = self.cart(written_token)
        require_open(cart)
        return cart

    def held(self, token: UUID) -> HeldCart:
        """Raises CartNotFound."""
        held = hold_cart(token)
        if held is None:
            raise CartNotFound(NO_CART)
        return held

    def document(self, held: HeldCart) -> dict[str, Any]:
        """The cart as it stands now, as JSON."""
        return cart_document(held.cart, held.view, self.request)

    def changed(self, token: UUID, message: str) -> Answer:
        document = {"message": message, "cart": self.document(self.held(token))}
        return Answer(HTTPStatus.OK, {}, rendered(document))


class CartsView(CartView):
    authentication_classes = (WelcomeAuthentication,)

    @extend_schema(
        operation_id="create_cart",
        summary="Begin a cart with the first things in it",
        description="Where there is less of something than wanted, the cart holds what is left, and says so. 422 "
        "`cart_refused` for what is not sold or sold out: then there is no cart. A cart of which nobody has the token is "
        "forgotten, so this may be repeated. With the session of a customer who is logged in, and `X-CSRFToken`, it is that "
        "customer's one cart, as their pages show it: what was in there already stays, and a repetition adds to it unless "
        "it comes with the same `Idempotency-Key`.",
        parameters=[KEY_OF_CUSTOMERS, LOCATION],
        request=NewCartSerializer,
        responses={201: CartSerializer},
        examples=[TWO_STOOLS],
        tags=[TAG],
    )
    def post(self, request: Request) -> HttpResponse:
        wanted = plain_lines(request.data)
        if wanted is None:
            lines = self.asked(NewCartSerializer).validated_data["lines"]
            wanted = [(line["variant"], line["quantity"]) for line in lines]
        customer = customer_in(request)
        work = partial(self._answered, request, wanted, customer)
        # Who is nobody has no keys of their own: two of them would find each other's cart.
        if customer is not None and is_keyed(request):
            return answer_once(request, principal=f"customer {customer.pk}", work=work)
        return response(work())

    def _answered(self, request: Request, wanted: Sequence[Wanted], customer: User | None) -> Answer:
        document = self.document(self._begun(wanted, customer))
        place = link(request, "orders-api:cart", document["token"])
        return Answer(HTTPStatus.CREATED, {"Location": place}, rendered(document))

    def _begun(self, wanted: Sequence[Wanted], customer: User | None) -> HeldCart:
        now = timezone.now()
        if customer is None:
            return begin_cart(wanted=wanted, now=now)
        with transaction.atomic():
            begun = begin_cart(wanted=wanted, now=now).cart.token
            token = merge_carts(token=begun, user=customer, now=now)
        return self.held(token or begun)


class OneCartView(CartView):
    @extend_schema(
        operation_id="read_cart",
        summary="A cart at today's prices and stock",
        description="`price_changed` and `only_left` say of each line what its owner should be told.",
        responses=CartSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, cart_token: str) -> HttpResponse:
        return response(Answer(HTTPStatus.OK, {}, rendered(self.document(self.held(read(cart_token))))))


class LinesView(CartView):
    @extend_schema(
        operation_id="add_cart_line",
        summary="Put something into a cart, or more of it",
        description="409 `cart_ordered` once it was ordered, 422 `cart_refused` for what is not sold or sold out.",
        parameters=[KEY_WELCOME],
        request=LineSerializer,
        responses=ChangedCartSerializer,
        tags=[TAG],
    )
    def post(self, request: Request, cart_token: str) -> HttpResponse:
        cart = self.cart(cart_token)
        work = self._adding(cart)
        if is_keyed(request):
            return answer_once(request, principal=f"cart {cart.token}", work=work)
        return response(work())

    def _adding(self, cart: Cart) -> Callable[[], Answer]:
        def add() -> Answer:
            line = self.asked(LineSerializer).validated_data
            with transaction.atomic():
                added = add_to_cart(
                    token=cart.token,
                    variant_id=line["variant"],
                    quantity=line["quantity"],
                    now=timezone.now(),
                )
                if added.token != cart.token:
                    raise CartOrdered("This cart was ordered. Begin another one.")
            return self.changed(cart.token, added.message)

        return add


class OneLineView(CartView):
    @extend_schema(
        operation_id="change_cart_line",
        summary="Say how many of something a cart holds",
        description="Its price counts as seen from then on. 409 `cart_ordered` once it was ordered, 422 `cart_refused` "
        "when it is not in the cart.",
        request=QuantitySerializer,
        responses=ChangedCartSerializer,
        tags=[TAG],
    )
    def patch(self, request: Request, cart_token: str, variant_id: int) -> HttpResponse:
        cart = self.open_cart(cart_token)
        message = change_quantity(
            token=cart.token,
            variant_id=variant_id,
            quantity=self.asked(QuantitySerializer).validated_data["quantity"],
            now=timezone.now(),
        )
        return response(self.changed(cart.token, message))

    @extend_schema(
        operation_id="remove_cart_line",
        summary="Take something out of a cart",
        description="Also when it is not in there. 409 `cart_ordered` once the cart was ordered.",
        request=None,
        responses={200: ChangedCartSerializer},
        tags=[TAG],
    )
    def delete(self, request: Request, cart_token: str, variant_id: int) -> HttpResponse:
        cart = self.open_cart(cart_token)
        remove_line(token=cart.token, variant_id=variant_id, now=timezone.now())
        return response(self.changed(cart.token, "It is out of your cart."))


def require_open(cart: Cart) -> None:
    """CartOrdered once it was ordered."""
    if not cart.is_open:
        raise CartOrdered("This cart was ordered. Begin another one.")
