"""The local gateway's payment page: looks like a provider's, and says that no money moves."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from orders.errors import OrderNotFound
from orders.gateways.choice import current_gateway
from orders.gateways.local import LocalGateway, notice_of
from orders.queries.buying.order import DuePayment, read_due_payment
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.site.private import private_page
from orders.states import PaymentEventKind

BUTTONS = {"pay": PaymentEventKind.SUCCEEDED, "decline": PaymentEventKind.DECLINED}


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def pay(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    payment = _require_local(payment_id)
    kind = BUTTONS.get(request.POST.get("outcome", ""))
    if kind is not None:
        # A real provider reports here by webhook; a payment that was settled before only hears a repeat.
        if kind == PaymentEventKind.SUCCEEDED and payment.is_captured_later:
            kind = PaymentEventKind.AUTHORISED
        apply_payment_event(notice_of(payment.public_id, kind, payment.amount), now=timezone.now())
    if kind is not None or not payment.is_waiting:
        return redirect("orders:order", payment.order_id)
    return render(request, "orders/pay.html", {"payment": payment})


def _require_local(payment_id: UUID) -> DuePayment:
    """404 in shops that take real payments: nobody may pay here what is due elsewhere."""
    try:
        payment = read_due_payment(payment_id)
    except OrderNotFound as error:
        raise Http404(str(error)) from error
    if not (current_gateway().name == payment.gateway == LocalGateway.name):
        raise Http404("This payment is not made here.")
    return payment
