"""Names of the work this app gives to workers, and the doorbells for it."""

from celery import signature
from django.db import transaction

EXPIRE_UNPAID_ORDERS = "orders.expire_unpaid_orders"
SWEEP_CARTS = "orders.sweep_carts"
PERFORM_REFUNDS = "orders.perform_refunds"
RECONCILE_PAYMENTS = "orders.reconcile_payments"


def ring_perform_refunds() -> None:
    """Have a worker ask for the refunds that are due once the transaction is committed; the clock rings as well."""
    transaction.on_commit(signature(PERFORM_REFUNDS).apply_async, robust=True)


def ring_reconcile_payments() -> None:
    """Have a worker ask about the payments that are due once the transaction is committed; the clock rings as well."""
    transaction.on_commit(signature(RECONCILE_PAYMENTS).apply_async, robust=True)
