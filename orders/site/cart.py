"""The cart page, and putting things into it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from orders.errors import CartRefused
from orders.models import MAX_QUANTITY
from orders.queries.cart import count_items, read_cart
from orders.services.add_to_cart import AddedToCart, add_to_cart
from orders.services.change_quantity import change_quantity
from orders.services.remove_line import remove_line
from orders.site.cart_cookie import read_token, write_token
from orders.site.forms import LineForm, QuantityForm
from orders.site.private import private_page
from orders.site.same_origin import same_origin_post


@require_safe
@private_page
def show(request: HttpRequest) -> HttpResponse:
    cart = read_cart(read_token(request))
    return render(request, "orders/cart.html", {"cart": cart})


@require_safe
@private_page
def badge(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"count": count_items(read_token(request))})


@same_origin_post
@require_POST
@private_page
def add(request: HttpRequest) -> HttpResponse:
    """From a product page: JSON for its script, the cart page for everyone else."""
    wants_json = request.accepts("application/json") and not request.accepts("text/html")
    try:
        added = _add(request, read_token(request))
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
    try:
        if not form.is_valid():
            raise CartRefused(f"Please choose a quantity between 1 and {MAX_QUANTITY}.")
        said = change_quantity(
            token=read_token(request),
            variant_id=variant_id,
            quantity=form.cleaned_data["quantity"],
            now=timezone.now(),
        )
    except CartRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("orders:cart")


@require_POST
@private_page
def remove(request: HttpRequest, variant_id: int) -> HttpResponse:
    try:
        remove_line(token=read_token(request), variant_id=variant_id, now=timezone.now())
    except CartRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "It is out of your cart.")
    return redirect("orders:cart")


def _add(request: HttpRequest, token: UUID | None) -> AddedToCart:
    form = LineForm(request.POST)
    if not form.is_valid():
        raise CartRefused("Please choose what to put into your cart, and how many.")
    return add_to_cart(
        token=token,
        variant_id=form.cleaned_data["variant"],
        quantity=form.cleaned_data["quantity"],
        now=timezone.now(),
    )
