"""The nouns of buying.

A foreign key has no index of its own (`db_index=False`) where an index or a constraint of its table begins with it: each order
writes into all of them.
"""

from orders.models.allocations import Allocation
from orders.models.captures import Capture
from orders.models.carts import LARGEST_ID, MAX_LINES, MAX_QUANTITY, MAX_SAVED, Cart, CartLine
from orders.models.fulfilments import Fulfilment, FulfilmentLine
from orders.models.history import ExpiryTry, OrderEvent
from orders.models.invoices import Invoice, InvoiceFile, InvoiceSeries, PrintTry, WantedInvoice
from orders.models.mails import OutgoingMail
from orders.models.orders import NUMBER_SEQUENCE, Order, OrderLine
from orders.models.payments import Payment, PaymentEvent
from orders.models.refunds import Refund, RefundLine
from orders.models.returns import Return, ReturnLine
from orders.models.selling.shipping import ShippingCountry, ShippingMethod, ShippingRate, ShippingZone
from orders.models.selling.taxes import TaxRate
from orders.models.selling.vouchers import Voucher, VoucherUse

__all__ = [
    "LARGEST_ID",
    "MAX_LINES",
    "MAX_QUANTITY",
    "MAX_SAVED",
    "NUMBER_SEQUENCE",
    "Allocation",
    "Capture",
    "Cart",
    "CartLine",
    "ExpiryTry",
    "Fulfilment",
    "FulfilmentLine",
    "Invoice",
    "InvoiceFile",
    "InvoiceSeries",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OutgoingMail",
    "Payment",
    "PaymentEvent",
    "PrintTry",
    "Refund",
    "RefundLine",
    "Return",
    "ReturnLine",
    "ShippingCountry",
    "ShippingMethod",
    "ShippingRate",
    "ShippingZone",
    "TaxRate",
    "Voucher",
    "VoucherUse",
    "WantedInvoice",
]
