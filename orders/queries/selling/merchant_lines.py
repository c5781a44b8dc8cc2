"""Whose lines, returns and refunds of orders are whose."""

from typing import cast

from accounts.models import Merchant, User
from accounts.tenancy import Actor
from orders.models import Fulfilment, OrderLine, Refund, Return
from orders.models.fulfilments import FulfilmentQuerySet
from orders.models.orders import OrderLineQuerySet
from orders.models.refunds import RefundQuerySet
from orders.models.returns import ReturnQuerySet

# Programs act for the merchant whose key they hold.
Seller = Actor | Merchant


def lines_of(seller: Seller) -> OrderLineQuerySet:
    """Lines of the merchant, or of the merchants that the person works for; all for whoever runs the shop."""
    if isinstance(seller, Merchant):
        return OrderLine.objects.filter(merchant=seller)
    return cast(OrderLineQuerySet, OrderLine.objects.all().for_actor(seller))


def returns_of(seller: Seller) -> ReturnQuerySet:
    """As `lines_of`, the returns."""
    if isinstance(seller, Merchant):
        return Return.objects.filter(merchant=seller)
    return cast(ReturnQuerySet, Return.objects.all().for_actor(seller))


def parcels_of(seller: Seller) -> FulfilmentQuerySet:
    """As `lines_of`, the shipments."""
    if isinstance(seller, Merchant):
        return Fulfilment.objects.filter(merchant=seller)
    return cast(FulfilmentQuerySet, Fulfilment.objects.all().for_actor(seller))


def refunds_of(seller: Seller) -> RefundQuerySet:
    """As `lines_of`, the refunds; those of orders as a whole are nobody's but the shop's."""
    if isinstance(seller, Merchant):
        return Refund.objects.filter(merchant=seller)
    return cast(RefundQuerySet, Refund.objects.all().for_actor(seller))


def person(seller: Seller) -> User | None:
    """Who it was, where it was somebody."""
    return seller if isinstance(seller, User) else None
