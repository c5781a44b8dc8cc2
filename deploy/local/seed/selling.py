"""How the demo shop sells: taxes of some countries, a quicker way of sending, a voucher. Whoever changes them keeps theirs."""

from decimal import Decimal

from django.conf import settings
from django.db import transaction

from deploy.local.seed.amounts import in_shop_currency
from orders.models import ShippingMethod, ShippingRate, ShippingZone, TaxRate, Voucher
from orders.states import VoucherKind

VOUCHER = "WELCOME10"
EXPRESS = "Express"
# Standard rates of value added tax, in percent.
RATES = {"AT": 20, "BE": 21, "DE": 19, "ES": 21, "FR": 20, "IE": 23, "IT": 22, "NL": 21, "PL": 23}


def ensure_selling() -> None:
    """Each of the three only where the shop has none of its own, so that doing it again changes nothing."""
    with transaction.atomic():
        if not TaxRate.objects.exists():
            TaxRate.objects.bulk_create(
                TaxRate(country=country, percent=Decimal(percent)) for country, percent in RATES.items()
            )
        if ShippingMethod.objects.count() == 1:
            _offer_express()
        if not Voucher.objects.exists():
            Voucher.objects.create(
                code=VOUCHER,
                kind=VoucherKind.PERCENT,
                percent=Decimal(10),
                currency=settings.SHOP_CURRENCY,
                minimum_minor=in_shop_currency(3_000),
                max_uses_per_customer=1,
            )


def _offer_express() -> None:
    """Beside the way that leads everywhere: up to 30 kg, dearer from 5 kg on, cheaper for large orders."""
    zone = ShippingZone.objects.filter(is_elsewhere=True).first()
    if zone is None:
        return
    express = ShippingMethod.objects.create(
        zone=zone, name=EXPRESS, days_from=1, days_to=2, currency=settings.SHOP_CURRENCY, position=1
    )
    large = in_shop_currency(25_000)
    ShippingRate.objects.bulk_create(
        ShippingRate(method=express, **band)
        for band in (
            {"total_to": large, "weight_to": 5_000, "amount_minor": in_shop_currency(1290)},
            {
                "total_to": large,
                "weight_from": 5_000,
                "weight_to": 30_000,
                "amount_minor": in_shop_currency(2490),
            },
            {"total_from": large, "weight_to": 5_000, "amount_minor": in_shop_currency(690)},
            {
                "total_from": large,
                "weight_from": 5_000,
                "weight_to": 30_000,
                "amount_minor": in_shop_currency(1490),
            },
        )
    )
