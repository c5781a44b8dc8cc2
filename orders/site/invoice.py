"""An order's invoices as files. The order's address is the key to them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from orders.errors import OrderNotFound
from orders.queries.buying.invoices import read_invoice
from orders.site.private import private_page


@require_safe
@private_page
def invoice(request: HttpRequest, order_id: UUID, name: str) -> HttpResponse:
    try:
        printed = read_invoice(order_id, name)
    except OrderNotFound as error:
        raise Http404(str(error)) from error
    headers = {"Content-Disposition": f'attachment; filename="{printed.name}.pdf"'}
    return HttpResponse(printed.pdf, content_type="application/pdf", headers=headers)
