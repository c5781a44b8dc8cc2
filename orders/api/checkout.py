"""From a cart to its order, once."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.reverse import reverse

from accounts.lockout import client_of
from accounts.models import User
from accounts.programs.answers import rendered
from accounts.programs.idempotency import IDEMPOTENCY_KEY, answer_once_outside
from accounts.programs.links import LOCATION
from accounts.programs.sessions import WelcomeAuthentication, customer_in
from accounts.services.idempotency.claim_request import Answer
from orders.api.asked import CheckoutSerializer
from orders.api.carts import NO_CART, TAG, CartView
from orders.api.documents.orders import order_document
from orders.api.tokens import read
from orders.api.told import PlacedOrderSerializer
from orders.errors import CartEmpty, CartNotFound
from orders.queries.buying.order import read_order, view_of
from orders.queries.carts.held import find_cart
from orders.services.place_order import PlacedOrder
from orders.services.placing.unpaid_limit import Client, few_unpaid
from orders.services.programs.place_and_pay import place_and_pay
from orders.services.vouchers.guessing import no_guessing

TO_VIENNA = OpenApiExample(
    "To Vienna",
    {
        "email": "ada@vitrine.example",
        "shipping_address": {
            "name": "Ada Byron",
            "line1": "Linden 3",
            "postcode": "1010",
            "city": "Wien",
            "country": "AT",
        },
        "expected_total": "253.90",
        "terms_accepted": True,
    },
    request_only=True,
)


class CheckoutView(CartView):
    """A cart gives one order, whatever keys it is asked for with."""

    authentication_classes = (WelcomeAuthentication,)

    @extend_schema(
        operation_id="order_cart",
        summary="Order what is in a cart, at the total that its owner was shown",
        description="A cart gives one order: asked again under another key, the answer is that order. With the session of a "
        "customer who is logged in, and `X-CSRFToken`, it is among their orders. Addresses are judged "
        "by the rules of their country, which `countries/<code>/` tells: 400 `invalid` with `required`, "
        "`invalid_postcode`, `invalid_choice` or `not_used` at the place of each mistake. 409 "
        "`price_changed` with `expected_total` and `actual_total`, `out_of_stock` with `names`, `not_offered`, "
        "`cart_empty`, `tax_address_unknown` or `cart_changed` where taxes are told by a service, or `amount_not_taken` "
        "where the payment provider takes no such amount; then nothing was ordered, and the key is free for a request that is mended. "
        "429 `voucher_guessed` with `Retry-After` after too many codes that do not exist or are used up, "
        "429 `too_many_unpaid` with `Retry-After` while too many orders from the same address, or of the same customer, are placed and not "
        "paid: have one of them paid or cancelled; the cart's own order is found all the same. 409 "
        "`request_running` with `Retry-After` while the same request is being carried out. 503 with `Retry-After`, "
        "`tax_unavailable` or `tax_answer_wrong` while taxes cannot be told, "
        "`shop_busy` when so many buy the same thing that the wait took too long, or while the shop's database does not "
        "answer: repeat it under the same key.",
        parameters=[IDEMPOTENCY_KEY, LOCATION],
        request=CheckoutSerializer,
        responses={201: PlacedOrderSerializer},
        examples=[TO_VIENNA],
        tags=[TAG],
    )
    def post(self, request: Request, cart_token: str) -> HttpResponse:
        token = read(cart_token)
        return answer_once_outside(
            request, principal=f"cart {token}", work=lambda: self._order(request, token)
        )

    def _order(self, request: Request, token: UUID) -> Answer:
        asked = self.asked(CheckoutSerializer)
        client, now = Client(client_of(request), customer_in(request)), timezone.now()
        guesses = no_guessing(client.address, asked.wishes.voucher_code, asked.delivery.email)
        with guesses, few_unpaid(client, token, now=now):
            placed = _placed(token, asked, client.user)
        bought, now = placed.bought, timezone.now()
        order = view_of(bought, now=now) if bought else read_order(placed.public_id, now=now)
        document = {
            "payment_url": request.build_absolute_uri(placed.payment_url) if placed.payment_url else None,
            "order": order_document(order),
        }
        place = reverse("orders-api:order", args=[placed.public_id], request=request)
        return Answer(HTTPStatus.CREATED, {"Location": place}, rendered(document))


def _placed(token: UUID, asked: CheckoutSerializer, customer: User | None) -> PlacedOrder:
    """Raises CartNotFound for one that was forgotten."""
    try:
        return place_and_pay(
            cart_token=token,
            delivery=asked.delivery,
            wishes=asked.wishes,
            expected_total=asked.expected_minor,
            now=timezone.now(),
            user=customer,
        )
    except CartEmpty as error:
        if find_cart(token) is None:
            raise CartNotFound(NO_CART) from error
        raise
