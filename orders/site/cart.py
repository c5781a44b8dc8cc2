"""The cart page, and putting things into it."""

from datetime import datetime
from functools import partial
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from orders.errors import CartRefused
from orders.models import MAX_QUANTITY
from orders.queries.buying.order import find_order_of_cart
from orders.queries.carts.badge import count_items
from orders.queries.carts.shown import show_cart
from orders.services.carts.add_to_cart import AddedToCart, add_to_cart
from orders.services.carts.carry_on import carry_on
from orders.services.carts.change_quantity import change_quantity
from orders.services.carts.remove_line import remove_line
from orders.services.carts.save_for_later import move_to_cart, save_for_later
from orders.site.cart_cookie import read_token, write_token
from orders.site.cart_owner import cart_of, customer_of
from orders.site.forms import LineForm, QuantityForm, RemovedForm
from orders.site.private import private_page
from orders.site.same_origin import same_origin_post


class Act(Protocol):
    """What can be done to a line of a cart; returns what to tell the shopper. Raises CartRefused."""

    def __call__(self, *, token: UUID | None, variant_id: int, now: datetime) -> str: ...


@require_safe
@private_page
def show(request: HttpRequest) -> HttpResponse:
    token = cart_of(request)
    cart = show_cart(token)
    context = {
        "cart": cart,
        "removed": RemovedForm(request.GET).line_besides(cart),
        # Whoever comes back from the payment page finds an empty cart, and is to find the order as well.
        "ordered": None if cart.lines else find_order_of_cart(token),
    }
    response = render(request, "orders/cart.html", context)
    if token is not None and token != read_token(request):
        # Filled elsewhere by the person who is logged in; from here on the badge counts it.
        write_token(response, token)
    return response


@require_safe
@private_page
def badge(request: HttpRequest) -> HttpResponse:
    """For what holds a cart's cookie Redis knows the answer, and nobody is asked who they are."""
    return JsonResponse({"count": count_items(read_token(request) or cart_of(request))})


@same_origin_post
@require_POST
@private_page
def add(request: HttpRequest) -> HttpResponse:
    """From a product page: JSON for its script, the cart page for everyone else."""
    wants_json = request.accepts("application/json") and not request.accepts("text/html")
    try:
        added = _add(request)
    except CartRefused as error:
        if wants_json:
            return JsonResponse({"code": error.code, "detail": str(error)}, status=409)
        messages.error(request, str(error))
        return redirect("orders:cart")
    response: HttpResponse
    if wants_json:
        response = JsonResponse({"count": added.count, "message": added.message})
    else:
        messages.success(request, added.message)
        response = redirect("orders:cart")
    write_token(response, added.token)
    return response


@require_POST
@private_page
def change(request: HttpRequest, variant_id: int) -> HttpResponse:
    form = QuantityForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"Please choose a quantity between 1 and {MAX_QUANTITY}.")
        return redirect("orders:cart")
    return _and_back(request, variant_id, partial(change_quantity, quantity=form.cleaned_data["quantity"]))


@require_POST
@private_page
def remove(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Of what was to be bought the page also tells how many there were, so that they can be put back."""
    form = QuantityForm(request.POST)
    quantity = form.cleaned_data["quantity"] if form.is_valid() else None
    query = urlencode({"removed": variant_id, "quantity": quantity}) if quantity else ""
    return _and_back(request, variant_id, remove_line, query=query)


@require_POST
@private_page
def save(request: HttpRequest, variant_id: int) -> HttpResponse:
    return _and_back(request, variant_id, save_for_later)


@require_POST
@private_page
def take_up(request: HttpRequest, variant_id: int) -> HttpResponse:
    return _and_back(request, variant_id, move_to_cart)


def _and_back(request: HttpRequest, variant_id: int, act: Act, *, query: str = "") -> HttpResponse:
    """Do this to a line of the cart, and say on the cart page what came of it; `query` is for when it could be done."""
    now, held = timezone.now(), cart_of(request)
    # What was put aside in a cart that was ordered goes on in another one.
    token = carry_on(token=held, user=customer_of(request), now=now)
    try:
        said = act(token=token, variant_id=variant_id, now=now)
    except CartRefused as error:
        messages.error(request, str(error))
        query = ""
    else:
        messages.success(request, said)
    response = redirect(f"{reverse('orders:cart')}?{query}" if query else "orders:cart")
    if token is not None and token != held:
        write_token(response, token)
    return response


def _add(request: HttpRequest) -> AddedToCart:
    form = LineForm(request.POST)
    if not form.is_valid():
        raise CartRefused("Please choose what to put into your cart, and how many.")
    held, user, now = cart_of(request), customer_of(request), timezone.now()
    added = add_to_cart(
        token=held,
        variant_id=form.cleaned_data["variant"],
        quantity=form.cleaned_data["quantity"],
        now=now,
        user=user,
    )
    if held != added.token:
        carry_on(token=held, into=added.token, user=user, now=now)
    return added
