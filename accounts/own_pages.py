"""Rows of the admin that have pages of their own instead of the admin's form."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from unfold.admin import ModelAdmin

from accounts.tenancy import TenantAdmin, row_number


class OwnPagesAdmin(TenantAdmin, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """`templates` is the folder of the pages, as in "catalog/admin/offers"."""

    templates: str

    def row(self, request: HttpRequest, number: str, *joined: str) -> Any:  # noqa: ANN401  # of the admin's model
        """The row with this number, `joined` to what the page shows of its neighbours.

        Raises PermissionDenied, and Http404 where the person may not see it.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request)
        return get_object_or_404(rows.select_related(*joined) if joined else rows, pk=row_number(number))

    def page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        """The page in the admin's frame."""
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return render(request, f"{self.templates}/{name}.html", {**frame, **context})
