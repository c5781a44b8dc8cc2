"""Doorbells: each calls one service and may ring twice."""

from celery import shared_task
from django.utils import timezone

from orders.jobs import EXPIRE_UNPAID_ORDERS, SWEEP_CARTS
from orders.services.carts.sweep_carts import sweep_carts as sweep
from orders.services.expire_unpaid_orders import expire_unpaid_orders as expire


@shared_task(name=EXPIRE_UNPAID_ORDERS)
def expire_unpaid_orders(**_later: object) -> None:
    """Rings by the clock: what one run leaves, the next one takes."""
    expire(now=timezone.now())


@shared_task(name=SWEEP_CARTS)
def sweep_carts(**_later: object) -> None:
    """Rings by the clock, each hour."""
    sweep(now=timezone.now())
