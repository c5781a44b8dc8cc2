"""Amounts of the demo in whatever the shop sells in."""

from django.conf import settings

from catalog.money import exponent


def in_shop_currency(cents: int) -> int:
    """Minor units of SHOP_CURRENCY that read like so many euro cents: 129.00 stays 129, with as many digits as it has."""
    minor: int = cents * 10 ** exponent(settings.SHOP_CURRENCY) // 100
    return minor
