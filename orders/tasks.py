"""Doorbells: each calls one service and may ring twice."""

from celery import shared_task
from django.utils import timezone

from orders.jobs import (
    EXPIRE_UNPAID_ORDERS,
    FOLLOW_EVENT,
    PERFORM_CAPTURES,
    PERFORM_REFUNDS,
    PRINT_INVOICE,
    RECONCILE_PAYMENTS,
    SEND_MAIL,
    SEND_ORDER_LINK,
    SWEEP_CARTS,
    SWEEP_INVOICES,
    SWEEP_MAILS,
    WRITE_INVOICES,
)
from orders.services import follow_event as following
from orders.services.captures import perform_captures as capturing
from orders.services.carts.sweep_carts import sweep_carts as sweep
from orders.services.customers.send_order_link import send_order_link as send_link
from orders.services.expire_unpaid_orders import expire_unpaid_orders as expire
from orders.services.invoices import print_invoice as printing
from orders.services.invoices import sweep_invoices as ringing
from orders.services.invoices import write_invoices as writing
from orders.services.mail import send_mail as sending
from orders.services.mail import sweep_mails as sweeping
from orders.services.payments.reconcile_payments import reconcile_payments as reconcile
from orders.services.refunds.perform_refunds import perform_refunds as perform


@shared_task(name=EXPIRE_UNPAID_ORDERS)
def expire_unpaid_orders(**_later: object) -> None:
    """Rings by the clock: what one run leaves, the next one takes."""
    expire(now=timezone.now())


@shared_task(name=SWEEP_CARTS)
def sweep_carts(**_later: object) -> None:
    """Rings by the clock, each hour."""
    sweep(now=timezone.now())


@shared_task(name=FOLLOW_EVENT)
def follow_event(*, event_id: int, **_later: object) -> None:
    following.follow_event(event_id=event_id, now=timezone.now())


@shared_task(name=SEND_MAIL)
def send_mail(*, mail_id: int, **_later: object) -> None:
    sending.send_mail(mail_id=mail_id, now=timezone.now())


@shared_task(name=SWEEP_MAILS)
def sweep_mails(**_later: object) -> None:
    """Rings by the clock: for what is due, and for what a worker died over."""
    sweeping.sweep_mails(now=timezone.now())


@shared_task(name=PERFORM_REFUNDS)
def perform_refunds(**_later: object) -> None:
    """Rings when a refund is asked for, and by the clock for those whose ring was lost or whose worker died."""
    perform(now=timezone.now())


@shared_task(name=PERFORM_CAPTURES)
def perform_captures(**_later: object) -> None:
    """Rings when money is to be captured, and by the clock for those whose ring was lost or whose worker died."""
    capturing.perform_captures(now=timezone.now())


@shared_task(name=RECONCILE_PAYMENTS)
def reconcile_payments(**_later: object) -> None:
    """Rings when a payment is given up, and by the clock for those of which nothing was heard."""
    reconcile(now=timezone.now())


@shared_task(name=SEND_ORDER_LINK)
def send_order_link(*, order_id: int | None, **_later: object) -> None:
    """Rung by a guest who looks for their order."""
    send_link(order_id=order_id)


@shared_task(name=WRITE_INVOICES)
def write_invoices(*, order_id: int, **_later: object) -> None:
    writing.write_invoices(order_id=order_id, now=timezone.now())


@shared_task(name=PRINT_INVOICE)
def print_invoice(*, invoice_id: int, **_later: object) -> None:
    printing.print_invoice(invoice_id=invoice_id, now=timezone.now())


@shared_task(name=SWEEP_INVOICES)
def sweep_invoices(**_later: object) -> None:
    """Rings by the clock: for lost bells, dead workers, and details of merchants that came later."""
    ringing.sweep_invoices(now=timezone.now())
