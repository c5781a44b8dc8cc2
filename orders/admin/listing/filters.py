"""What the list of orders is filtered by."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from accounts.lists.merchants import own_merchants
from accounts.tenancy import Actor
from orders.models import Order, OrderLine, Payment
from orders.queries.selling.waiting import (
    to_ship,
    with_disputes,
    with_ended_authorisations,
    with_failed_captures,
    with_failed_refunds,
    with_refunds_elsewhere,
    with_refunds_not_answered,
    with_refunds_under_way,
    with_returns_to_decide,
)
from orders.states import PaymentState

Rows = QuerySet[Order]


class WorkFilter(admin.SimpleListFilter):
    """Orders that wait for whoever looks."""

    title = "to do"
    parameter_name = "to_do"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [("ship", "To ship"), ("return", "Returns to decide")]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        if self.value() == "ship":
            return to_ship(queryset, request.user)
        if self.value() == "return":
            return with_returns_to_decide(queryset, request.user)
        return queryset


# By what the list is asked for: how orders are narrowed down for whoever looks.
FOR_ATTENTION: Mapping[str, Callable[[Rows, Actor], Rows]] = {
    "capture": lambda orders, _: with_failed_captures(orders),
    "ended": lambda orders, _: with_ended_authorisations(orders),
    "refund": with_failed_refunds,
    "silence": with_refunds_not_answered,
    "late": with_refunds_under_way,
    "disputed": lambda orders, _: with_disputes(orders),
    "elsewhere": lambda orders, _: with_refunds_elsewhere(orders),
}


class AttentionFilter(admin.SimpleListFilter):
    """Orders whose money was to be captured or given back and could not be, is not set aside any more, was given back past
    the shop, or is disputed; and, for whoever runs the shop, those with money that a person must look at, also when another
    payment paid them.
    """

    title = "attention"
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> list[tuple[str, str]]:
        held = [("held", "Needs a person")] if _runs_the_shop(request) else []
        return [
            *held,
            ("capture", "Capture failed"),
            ("ended", "Authorisation ended"),
            ("refund", "Refund failed"),
            ("silence", "Refund not answered"),
            ("late", "Refund not carried out"),
            ("disputed", "Disputed"),
            ("elsewhere", "Refunded elsewhere, not shipped"),
        ]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        narrow = FOR_ATTENTION.get(self.value() or "")
        if narrow is not None:
            return narrow(queryset, request.user)
        if self.value() == "held" and _runs_the_shop(request):
            return queryset.filter(
                Exists(Payment.objects.filter(order=OuterRef("pk"), state=PaymentState.HELD))
            )
        return queryset


class SellerFilter(admin.SimpleListFilter):
    """Orders with lines of a merchant, for those who see several merchants'."""

    title = "merchant"
    parameter_name = "merchant"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> list[tuple[str, str]]:
        own = own_merchants(request)
        return [(str(merchant.pk), merchant.name) for merchant in own] if len(own) > 1 else []

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        wanted = next((one for one in own_merchants(request) if str(one.pk) == self.value()), None)
        if wanted is None:
            return queryset
        lines = OrderLine.objects.filter(order=OuterRef("pk"), merchant=wanted).order_by()
        return queryset.filter(Exists(lines))


def _runs_the_shop(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
