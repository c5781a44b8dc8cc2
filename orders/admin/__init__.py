"""Orders in the admin: to read, ship, take back and note; payments that need a person. By hand only what is in `selling` is changed."""

from orders.admin.invoices import InvoiceAdmin
from orders.admin.mails import OutgoingMailAdmin
from orders.admin.orders import OrderAdmin
from orders.admin.payments import PaymentAdmin
from orders.admin.selling import ShippingMethodAdmin, ShippingZoneAdmin, TaxRateAdmin, VoucherAdmin

__all__ = [
    "InvoiceAdmin",
    "OrderAdmin",
    "OutgoingMailAdmin",
    "PaymentAdmin",
    "ShippingMethodAdmin",
    "ShippingZoneAdmin",
    "TaxRateAdmin",
    "VoucherAdmin",
]
