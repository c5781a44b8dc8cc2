"""An order's own page: confirmation, state, paying again and giving up. Its address is the key to it."""

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
from orders.services.payments.ask_on_return import ask_on_return
from orders.services.payments.start_payment import start_payment
from orders.site.private import private_page

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
