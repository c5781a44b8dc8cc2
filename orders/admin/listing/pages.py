"""What is made of the orders that were chosen or filtered: a list to pick by, and a table for spreadsheets."""

from django.contrib import messages
from django.contrib.admin.views.main import ChangeList
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.tenancy import row_number
from catalog.exchange.writing.csv_lines import csv_lines
from orders.queries.selling.export import COLUMNS, MOST_EXPORTED, exported, lines_to_export
from orders.queries.selling.pick_list import MOST_PICKED, read_pick_list


def pick_list_address(order_ids: list[int]) -> str:
    """Of the list for these orders."""
    chosen = ",".join(str(order_id) for order_id in order_ids)
    return f"{reverse('admin:orders_order_pick_list')}?orders={chosen}"


def pick_list_view(request: HttpRequest) -> HttpResponse:
    """GET ?orders=1,2,3: what to take from which shelf; of orders that are not the person's there is nothing."""
    numbers = [row_number(part) for part in request.GET.get("orders", "").split(",")]
    picks = read_pick_list(set(list(filter(None, numbers))[:MOST_PICKED]), request.user)
    context = {"picks": picks, "pieces": sum(pick.quantity for pick in picks), "now": timezone.now()}
    return render(request, "orders/admin/pick_list.html", context)


def export_view(request: HttpRequest, changes: ChangeList) -> HttpResponseBase:
    """The lines of all orders that were filtered and searched for, as CSV, sent as they are read."""
    lines = lines_to_export(changes.queryset, request.user)
    if len(lines.order_by().values("pk")[: MOST_EXPORTED + 1]) > MOST_EXPORTED:
        messages.error(
            request, f"These are more than {MOST_EXPORTED:,} lines. Filter the list, by date for example."
        )
        return HttpResponseRedirect(f"{reverse('admin:orders_order_changelist')}?{request.GET.urlencode()}")
    name = f"orders-{timezone.now():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        csv_lines(COLUMNS, exported(lines, request.user)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
