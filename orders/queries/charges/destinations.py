"""The countries to which the shop delivers at all."""

from accounts.postal.countries import country_codes
from orders.models import ShippingCountry, ShippingMethod, ShippingZone


def delivered_countries(currency: str) -> frozenset[str]:
    """Their ISO 3166 codes, of those to which some way of sending leads that is counted in the currency. Three queries."""
    methods = ShippingMethod.objects.filter(currency=currency, is_active=True)
    served = set(methods.order_by().values_list("zone", flat=True).distinct())
    zone_of = dict(ShippingCountry.objects.values_list("country", "zone"))
    elsewhere = ShippingZone.objects.filter(is_elsewhere=True).values_list("pk", flat=True).first()
    return frozenset(code for code in country_codes() if zone_of.get(code, elsewhere) in served)
