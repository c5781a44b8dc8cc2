"""Whether stock is what its ledger and the orders say."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from catalog.models import Stock, StockEntry
from orders.models import Allocation, OrderLine
from orders.states import OrderState


@dataclass(frozen=True)
class Drift:
    """A stock row, what its ledger sums up to, and what open orders draw on it."""

    stock_id: int
    on_hand: int
    booked: int
    allocated: int
    promised: int


def drifted_stock() -> list[Drift]:
    """The rows that differ, in one statement, so that orders placed meanwhile make no difference."""
    entries = StockEntry.objects.filter(stock=OuterRef("pk")).order_by().values("stock")
    open_allocations = (
        Allocation.objects.filter(_is_open("line__"), stock=OuterRef("pk")).order_by().values("stock")
    )
    # Lines of a release that wrote no allocations draw on the oldest row of their variant.
    bare = OrderLine.objects.filter(_is_open(""), variant=OuterRef("variant"), allocations=None).order_by()
    oldest = Stock.objects.filter(variant=OuterRef("variant")).order_by("pk").values("pk")[:1]
    rows = Stock.objects.annotate(
        booked=_total(entries.annotate(total=Sum("delta"))),
        promised=_total(open_allocations.annotate(total=Sum(F("quantity") - F("dispatched"))))
        + Case(
            When(pk=Subquery(oldest), then=_total(bare.values("variant").annotate(total=Sum("quantity")))),
            default=Value(0),
            output_field=IntegerField(),
        ),
    )
    differing = rows.filter(~Q(booked=F("on_hand")) | ~Q(promised=F("allocated"))).order_by("pk")
    return [
        Drift(*facts) for facts in differing.values_list("pk", "on_hand", "booked", "allocated", "promised")
    ]


def _is_open(line: str) -> Q:
    """Neither wholly shipped nor given up; `line` is the lookup to the order line."""
    return Q(**{f"{line}shipped_at": None}) & ~Q(**{f"{line}order__order_state": OrderState.CANCELLED})


def _total(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("total")), 0, output_field=IntegerField())
