"""The first page of somebody's account: what they ordered last, and where everything else is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from orders.queries.buying.customer_orders import claimable_by, read_orders
from orders.queries.carts.badge import count_items
from orders.queries.carts.cart import find_cart_of
from orders.site.account.customers import customers_only
from orders.site.private import private_page

NEWEST = 3


@require_safe
@private_page
@customers_only
def overview(request: HttpRequest, customer: User) -> HttpResponse:
    context = {
        "customer": customer,
        "page": read_orders(customer, size=NEWEST),
        "claimable": claimable_by(customer).count(),
        # The frame's badge is asked for only by browsers that have filled a cart; after a log-in on a new one it must be.
        "cart_count": count_items(find_cart_of(customer)),
    }
    return render(request, "orders/account/overview.html", context)
