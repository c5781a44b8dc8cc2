"""What whoever runs the shop decides about selling: where it delivers and for how much, taxes, vouchers."""

from orders.admin.selling.shipping import ShippingMethodAdmin, ShippingZoneAdmin
from orders.admin.selling.taxes import TaxRateAdmin
from orders.admin.selling.vouchers import VoucherAdmin

__all__ = ["ShippingMethodAdmin", "ShippingZoneAdmin", "TaxRateAdmin", "VoucherAdmin"]
