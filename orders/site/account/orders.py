"""What somebody ordered: the list, each order, and taking in what they ordered as a guest."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from orders.errors import OrderNotFound
from orders.queries.buying.customer_orders import claimable_by, find_order_of, read_orders
from orders.services.customers.claim_orders import claim_orders
from orders.site.account.customers import customers_only
from orders.site.order import facts_of
from orders.site.private import private_page

DIGITS_OF_A_BIGINT = 19


@require_safe
@private_page
@customers_only
def history(request: HttpRequest, customer: User) -> HttpResponse:
    """Pages go on from the number of an order, so that a new one moves nothing on them."""
    before = _number(request.GET.get("before", ""))
    context = {
        "page": read_orders(customer, before=before),
        "is_first": before is None,
        "claimable": claimable_by(customer).count(),
    }
    return render(request, "orders/account/orders.html", context)


@require_safe
@private_page
@customers_only
def detail(request: HttpRequest, customer: User, number: int) -> HttpResponse:
    """The order's own page, found by its number instead of its key."""
    try:
        facts = facts_of(find_order_of(customer, number), now=timezone.now())
    except OrderNotFound as error:
        raise Http404(str(error)) from error
    return render(request, "orders/order.html", {**facts, "is_own": True})


@require_POST
@private_page
@customers_only
def claim(request: HttpRequest, customer: User) -> HttpResponse:
    count = claim_orders(user=customer)
    if count:
        what = "1 earlier order is" if count == 1 else f"{count} earlier orders are"
        messages.success(request, f"{what} in your account now.")
    return redirect("orders:account-orders")


def _number(text: str) -> int | None:
    """The number of an order; None for what is none, as if nothing had been said."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < DIGITS_OF_A_BIGINT else None
