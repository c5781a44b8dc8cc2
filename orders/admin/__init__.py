"""Orders in the admin: to read and to ship; payments that need a person. Nothing is added, edited or deleted by hand."""

from orders.admin.invoices import InvoiceAdmin
from orders.admin.mails import OutgoingMailAdmin
from orders.admin.order import OrderAdmin
from orders.admin.payments import PaymentAdmin

__all__ = ["InvoiceAdmin", "OrderAdmin", "OutgoingMailAdmin", "PaymentAdmin"]
