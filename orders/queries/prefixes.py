"""Whose invoices are numbered with which prefix."""

from orders.models import InvoiceSeries


def is_of_another(prefix: str, merchant_id: int | None) -> bool:
    """Whether another merchant than this one (None for one who is not known yet) has written invoices under it in some year.

    A series keeps its prefix to the end of its year, whatever its merchant has changed to since.
    """
    return InvoiceSeries.objects.filter(prefix=prefix).exclude(merchant=merchant_id).exists()
