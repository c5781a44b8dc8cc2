"""The page on which a buyer announces what they send back. Its address holds the order's, which is the key."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from orders.errors import OrderNotFound, ReturnRefused
from orders.queries.buying.order import OrderView, read_order
from orders.queries.parcels.returns import is_announced
from orders.services.returns.announcing import Announcement
from orders.services.returns.request_return import request_return
from orders.site.private import private_page
from orders.site.returns.form import ReturnForm, field_of
from orders.states import ReturnReason


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def send_back(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """GET: the form. POST: announce; errors stand beside what was typed."""
    # What a double click sent twice: nothing of it may be left to choose from.
    if request.method == "POST" and is_announced(order_id, request.POST.get("return_key", "")):
        return redirect("orders:order", order_id)
    try:
        order = read_order(order_id, now=timezone.now())
        form = ReturnForm(order.returnable_lines, request.POST if request.method == "POST" else None)
        if form.is_valid() and _announced(request, order, form):
            messages.success(request, "Your return is announced.")
            return redirect("orders:order", order_id)
    except OrderNotFound as error:
        raise Http404(str(error)) from error
    status = 400 if form.is_bound else 200
    return render(request, "orders/return.html", {"order": order, "form": form}, status=status)


def _announced(request: HttpRequest, order: OrderView, form: ReturnForm) -> bool:
    """Whether it could be; else the error is beside its field. OrderNotFound."""
    announcement = Announcement(
        reason=ReturnReason(form.cleaned_data["reason"]),
        note=form.cleaned_data["note"],
        key=form.cleaned_data["return_key"],
        by=request.user if isinstance(request.user, User) else None,
        at=timezone.now(),
    )
    try:
        request_return(order_id=order.public_id, quantities=form.quantities(), announcement=announcement)
    except ReturnRefused as error:
        field = field_of(error.line) if error.line else None
        form.add_error(field if field in form.fields else None, str(error))
        return False
    return True
