"""An order's own page: confirmation, state, paying again and giving up. Its address is the key to it."""

import logging
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from orders.errors import (
    CancellationRefused,
    CheckoutClosed,
    GatewayFault,
    OrderNotFound,
    PaymentRefused,
)
from orders.queries.buying.page import read_page
from orders.services.cancel_order import cancel_order
from orders.services.carts.carry_on import carry_on
from orders.services.customers.order_again import order_again
from orders.services.payments.ask_on_return import ask_on_return
from orders.services.payments.start_payment import start_payment
from orders.site.cart_cookie import write_token
from orders.site.cart_owner import cart_of, customer_of
from orders.site.private import private_page

logger = logging.getLogger(__name__)

# In the address to which a payment provider leads back.
RETURNED = "returned"


def facts_of(order_id: UUID, *, now: datetime) -> dict[str, object]:
    """What every page about the order with this public id shows. OrderNotFound."""
    page = read_page(order_id, now=now)
    return {"order": page.order, "story": page.story, "invoices": page.invoices, "now": now}


@require_safe
@private_page
def show(request: HttpRequest, order_id: UUID) -> HttpResponse:
    now = timezone.now()
    is_back_from_paying = RETURNED in request.GET
    if is_back_from_paying:
        ask_on_return(order_id=order_id, now=now)
    try:
        facts = facts_of(order_id, now=now)
    except OrderNotFound as error:
        raise Http404(str(error)) from error
    return render(request, "orders/order.html", {**facts, "is_back_from_paying": is_back_from_paying})


@require_POST
@private_page
def pay_again(request: HttpRequest, order_id: UUID) -> HttpResponse:
    try:
        return redirect(start_payment(order_id=order_id, now=timezone.now()))
    except OrderNotFound as error:
        raise Http404(str(error)) from error
    except (PaymentRefused, CheckoutClosed) as error:
        messages.error(request, str(error))
    except GatewayFault:
        logger.exception("payment_not_started")
        messages.error(request, "The payment could not be started. Please try again in a minute.")
    return redirect("orders:order", order_id)


@require_POST
@private_page
def cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    try:
        cancel_order(order_id=order_id, now=timezone.now(), by=request.user)
    except OrderNotFound as error:
        raise Http404(str(error)) from error
    except CancellationRefused as error:
        messages.error(request, str(error))
    return redirect("orders:order", order_id)


@require_POST
@private_page
def again(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Leads to the cart, which holds what the order had and says what it does not."""
    held, user, now = cart_of(request), customer_of(request), timezone.now()
    try:
        put = order_again(order_id=order_id, token=held, now=now, user=user)
    except OrderNotFound as error:
        raise Http404(str(error)) from error
    for name in put.left_out:
        messages.error(request, f"{name} cannot be bought any more.")
    response = redirect("orders:cart")
    if put.token is not None and put.token != held:
        carry_on(token=held, into=put.token, user=user, now=now)
        write_token(response, put.token)
    return response
