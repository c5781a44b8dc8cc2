"""The page: shows what is typed and what it costs, and orders."""

from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.lockout import client_of
from accounts.queries.address_book import addresses_of
from orders.errors import (
    CartEmpty,
    CheckoutClosed,
    OrdersError,
    RequestKeyReused,
    ShopBusy,
    ShopperError,
    TooManyUnpaid,
)
from orders.errors.taxes import TaxUnavailable
from orders.gateways.choice import current_gateway
from orders.queries.buying.order import find_order_of_cart
from orders.queries.charges.tax_service import is_service
from orders.queries.placing.checkout_facts import CheckoutFacts, read_checkout
from orders.services.carts.carry_on import carry_on
from orders.services.place_order import PlacedOrder, place_order
from orders.services.placing.unpaid_limit import Client, few_unpaid
from orders.services.vouchers.guessing import no_guessing
from orders.site.cart_cookie import read_token
from orders.site.cart_owner import customer_of
from orders.site.checkout.form import CheckoutForm
from orders.site.checkout.price import field_of, price
from orders.site.private import RETRY_AFTER_SECONDS, private_page

# What the buttons besides the one that orders ask for; the last one with the number of an address.
UPDATE, DROP_VOUCHER, USE_ADDRESS = "update", "drop-voucher", "use-address-"


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def checkout(request: HttpRequest) -> HttpResponse:
    """A cart that was ordered, from another tab or by a second click, leads to its order."""
    if request.method == "POST" and not request.POST.get("do"):
        return _place(request)
    form = CheckoutForm(initial=_proposed(request))
    facts = _facts(request, form)
    if facts.order_id is not None:
        return redirect("orders:order", facts.order_id)
    if not facts.cart.can_be_ordered:
        return redirect("orders:cart")
    try:
        current_gateway().require_open()
    except CheckoutClosed as error:
        return _closed(request, error)
    return _page(request, form, facts)


def _facts(request: HttpRequest, form: CheckoutForm) -> CheckoutFacts:
    return read_checkout(read_token(request), form.chosen_country, now=timezone.now())


def _proposed(request: HttpRequest) -> dict[str, Any]:
    """What the fields begin with: what was typed before, and what a button or the address book says."""
    user = customer_of(request)
    typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    asked = request.POST.get("do", "")
    if asked == DROP_VOUCHER:
        typed["voucher_code"] = ""
    if user is None:
        return typed
    book = addresses_of(user)
    if request.method == "POST":
        number = asked.removeprefix(USE_ADDRESS) if asked.startswith(USE_ADDRESS) else ""
        chosen = next((entry for entry in book if str(entry.pk) == number), None)
        return {**typed, **(asdict(chosen.postal) if chosen else {})}
    default = next((entry for entry in book if entry.is_default), None)
    return {"email": user.email, **(asdict(default.postal) if default else {"name": user.name})}


def _place(request: HttpRequest) -> HttpResponse:
    token = read_token(request)
    form = CheckoutForm(request.POST)
    if not form.is_valid():
        facts = _facts(request, form)
        if facts.order_id is not None:
            return redirect("orders:order", facts.order_id)
        if not facts.cart.lines:
            return redirect("orders:cart")
        return _page(request, form, facts, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    client, now = Client(client_of(request), customer_of(request)), timezone.now()
    try:
        wishes = form.wishes()
        guesses = no_guessing(client.address, wishes.voucher_code, form.delivery().email)
        with guesses, few_unpaid(client, token, now=now):
            placed = place_order(
                cart_token=token,
                delivery=form.delivery(),
                expected_total=form.cleaned_data["expected_total"],
                now=now,
                wishes=wishes,
                user=client.user,
            )
    except CartEmpty:
        return redirect("orders:cart")
    except CheckoutClosed as error:
        return _closed(request, error)
    except RequestKeyReused:
        context = {"ordered": find_order_of_cart(token)}
        return render(
            request, "orders/checkout/ordered.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    except (ShopperError, TaxUnavailable) as error:
        return _refused(request, form, error)
    return _to_payment(request, token, placed)


def _refused(request: HttpRequest, form: CheckoutForm, refusal: OrdersError) -> HttpResponse:
    """The page with what was typed and why nothing was ordered; whoever only has to wait is told when to come back."""
    status = HTTPStatus.CONFLICT
    if isinstance(refusal, ShopBusy | TaxUnavailable):
        status = HTTPStatus.SERVICE_UNAVAILABLE
    elif isinstance(refusal, TooManyUnpaid):
        status = HTTPStatus.TOO_MANY_REQUESTS
    return _page(request, form, _facts(request, form), refusal=refusal, status=status)


def _to_payment(request: HttpRequest, token: UUID | None, placed: PlacedOrder) -> HttpResponse:
    if customer := customer_of(request):
        # They find what they put aside wherever they log in; a browser by itself takes it up when it next does something.
        carry_on(token=token, user=customer, now=timezone.now())
    return redirect(placed.payment_url) if placed.payment_url else redirect("orders:order", placed.public_id)


def _closed(request: HttpRequest, error: CheckoutClosed) -> HttpResponse:
    return render(
        request, "orders/closed.html", {"reason": str(error)}, status=HTTPStatus.SERVICE_UNAVAILABLE
    )


def _page(
    request: HttpRequest,
    form: CheckoutForm,
    facts: CheckoutFacts,
    *,
    refusal: OrdersError | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    user = customer_of(request)
    fault = refusal if isinstance(refusal, TaxUnavailable) else None
    shown = price(facts, form, user, client=client_of(request), fault=fault)
    troubles: Mapping[str, str] = shown.troubles
    if refusal is not None and (name := field_of(refusal)):
        troubles = {**troubles, name: str(refusal)}
    context = {
        "form": form,
        "cart": facts.cart,
        "quote": shown.quote,
        "offered": shown.offered,
        "troubles": troubles,
        "refusal": "" if refusal is None or field_of(refusal) else str(refusal),
        "has_problems": bool(refusal) or (form.is_bound and not form.is_valid()),
        "address_book": addresses_of(user) if user else [],
        "is_guest": user is None,
        # With a tax service the total follows the address.
        "is_asked_by_address": is_service(),
    }
    if shown.wait_seconds:
        status = HTTPStatus.TOO_MANY_REQUESTS
    elif "total" in shown.troubles:
        status = HTTPStatus.SERVICE_UNAVAILABLE
    response = render(request, "orders/checkout/page.html", context, status=status)
    if wait_seconds := shown.wait_seconds or getattr(refusal, "retry_after", 0):
        response.headers["Retry-After"] = str(wait_seconds)
    elif status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
