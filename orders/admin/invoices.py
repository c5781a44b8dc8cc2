"""Merchants' own invoices: to find, to read and to fetch. Nothing about them is ever changed."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from accounts.tenancy import TenantAdmin
from orders.errors import OrderNotFound
from orders.models import Invoice
from orders.queries.buying.invoices import read_invoice


@admin.register(Invoice)
class InvoiceAdmin(TenantAdmin, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """The list shows what was issued when, and for how much; each line leads to its file."""

    list_display = ("name", "kind", "issued_at", "order", "merchant", "amount", "file_link")
    list_select_related = ("order", "merchant")
    list_filter = ("kind", "issued_at")
    search_fields = ("name", "=order__number")
    search_help_text = "Number of the invoice or of the order"
    list_per_page = 50
    actions = None
    fields = readonly_fields = ("name", "kind", "issued_at", "order", "merchant", "amount", "file_link")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Invoice | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invoice | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        pdf = self.admin_site.admin_view(self._pdf_view)
        return [path("<int:pk>/pdf/", pdf, name="orders_invoice_pdf"), *super().get_urls()]

    def _pdf_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        invoice = get_object_or_404(self.get_queryset(request).select_related("order"), pk=pk)
        try:
            printed = read_invoice(invoice.order.public_id, invoice.name)
        except OrderNotFound as error:
            raise Http404(str(error)) from error
        headers = {"Content-Disposition": f'attachment; filename="{printed.name}.pdf"'}
        return HttpResponse(printed.pdf, content_type="application/pdf", headers=headers)

    @admin.display(description="Total", ordering="total_minor")
    def amount(self, invoice: Invoice) -> str:
        return invoice.total.format()

    @admin.display(description="File")
    def file_link(self, invoice: Invoice) -> SafeString:
        return format_html(
            '<a class="underline" href="{}">PDF</a>', reverse("admin:orders_invoice_pdf", args=[invoice.pk])
        )
