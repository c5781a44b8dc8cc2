"""From cart to order."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from orders.errors import CartEmpty, CheckoutClosed, ShopperError
from orders.gateways.choice import current_gateway
from orders.queries.cart import CartView, read_cart
from orders.queries.order import find_order_of_cart
from orders.services.place_order import place_order
from orders.site.cart_cookie import read_token
from orders.site.cart_owner import customer_of
from orders.site.forms import CheckoutForm
from orders.site.private import private_page


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def checkout(request: HttpRequest) -> HttpResponse:
    """A cart that was ordered, from another tab or by a second click, leads to its order."""
    if request.method == "POST":
        return _place(request)
    token = read_token(request)
    ordered = find_order_of_cart(token)
    if ordered is not None:
        return redirect("orders:order", ordered)
    cart = read_cart(token)
    if not cart.can_be_ordered:
        return redirect("orders:cart")
    try:
        current_gateway().require_open()
    except CheckoutClosed as error:
        return _closed(request, error)
    return _page(request, CheckoutForm(), cart)


def _place(request: HttpRequest) -> HttpResponse:
    token = read_token(request)
    form = CheckoutForm(request.POST)
    if not form.is_valid():
        ordered = find_order_of_cart(token)
        if ordered is not None:
            return redirect("orders:order", ordered)
        cart = read_cart(token)
        if not cart.lines:
            return redirect("orders:cart")
        return _page(request, form, cart, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        placed = place_order(
            cart_token=token,
            delivery=form.delivery(),
            expected_total=form.cleaned_data["expected_total"],
            now=timezone.now(),
            user=customer_of(request),
        )
    except CartEmpty:
        return redirect("orders:cart")
    except CheckoutClosed as error:
        return _closed(request, error)
    except ShopperError as error:
        return _page(request, form, read_cart(token), refusal=str(error), status=HTTPStatus.CONFLICT)
    if placed.payment_url:
        return redirect(placed.payment_url)
    return redirect("orders:order", placed.public_id)


def _closed(request: HttpRequest, error: CheckoutClosed) -> HttpResponse:
    return render(
        request, "orders/closed.html", {"reason": str(error)}, status=HTTPStatus.SERVICE_UNAVAILABLE
    )


def _page(
    request: HttpRequest,
    form: CheckoutForm,
    cart: CartView,
    *,
    refusal: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {"form": form, "cart": cart, "totals": cart.totals, "refusal": refusal}
    return render(request, "orders/checkout.html", context, status=status)
