"""Names of the work this app gives to workers, and their doorbells. The rows are the queue: the clock rings as well."""

from celery import signature
from django.db import transaction

EXPIRE_UNPAID_ORDERS = "orders.expire_unpaid_orders"
SWEEP_CARTS = "orders.sweep_carts"
FOLLOW_EVENT = "orders.follow_event"
SEND_MAIL = "orders.send_mail"
SWEEP_MAILS = "orders.sweep_mails"
PERFORM_REFUNDS = "orders.perform_refunds"
PERFORM_CAPTURES = "orders.perform_captures"
RECONCILE_PAYMENTS = "orders.reconcile_payments"
SEND_ORDER_LINK = "orders.send_order_link"
WRITE_INVOICES = "orders.write_invoices"
PRINT_INVOICE = "orders.print_invoice"
SWEEP_INVOICES = "orders.sweep_invoices"


def ring_follow_event(event_id: int) -> None:
    """Have a worker send the e-mail and write the invoices of this line of a story once the transaction is committed."""
    ring = signature(FOLLOW_EVENT, kwargs={"event_id": event_id})
    transaction.on_commit(ring.apply_async, robust=True)


def ring_send_mail(mail_id: int) -> None:
    """Have a worker send this e-mail once the transaction is committed."""
    ring = signature(SEND_MAIL, kwargs={"mail_id": mail_id})
    transaction.on_commit(ring.apply_async, robust=True)


def ring_perform_refunds() -> None:
    """Have a worker ask for the refunds that are due once the transaction is committed; the clock rings as well."""
    transaction.on_commit(signature(PERFORM_REFUNDS).apply_async, robust=True)


def ring_perform_captures() -> None:
    """Have a worker ask for the captures that are due once the transaction is committed; the clock rings as well."""
    transaction.on_commit(signature(PERFORM_CAPTURES).apply_async, robust=True)


def ring_reconcile_payments() -> None:
    """Have a worker ask about the payments that are due once the transaction is committed; the clock rings as well."""
    transaction.on_commit(signature(RECONCILE_PAYMENTS).apply_async, robust=True)


def ring_send_order_link(order_id: int | None) -> None:
    """Ask, after the commit, that the buyer be sent the link to this order; with None a worker is rung for nothing."""
    ring = signature(SEND_ORDER_LINK, kwargs={"order_id": order_id}).apply_async
    transaction.on_commit(ring, robust=True)


def ring_write_invoices(order_id: int) -> None:
    """Have a worker write the invoices that this order asks for once the transaction is committed."""
    ring = signature(WRITE_INVOICES, kwargs={"order_id": order_id})
    transaction.on_commit(ring.apply_async, robust=True)


def ring_print_invoice(invoice_id: int) -> None:
    """Have a worker print this invoice once the transaction is committed."""
    ring = signature(PRINT_INVOICE, kwargs={"invoice_id": invoice_id})
    transaction.on_commit(ring.apply_async, robust=True)
