"""Which payment provider this shop uses."""

from django.conf import settings
from django.utils.module_loading import import_string

from orders.errors import GatewayFault
from orders.gateways.contract import Gateway

# By path, so that a shop loads the SDK of its own provider alone.
GATEWAYS = {
    "local": "orders.gateways.local.LocalGateway",
    "closed": "orders.gateways.closed.ClosedGateway",
    "stripe": "orders.gateways.stripe.gateway.StripeGateway",
}


def current_gateway() -> Gateway:
    """The provider that settings.PAYMENT_GATEWAY names."""
    return gateway_named(settings.PAYMENT_GATEWAY)


def captures_later() -> bool:
    """Whether money is set aside when an order is paid, and taken when it is sent."""
    return bool(settings.PAYMENT_CAPTURE == "when_shipped")


def gateway_named(name: str) -> Gateway:
    """The provider of a payment that was begun, whichever takes new ones now. GatewayFault when it is unknown."""
    if name not in GATEWAYS:
        raise GatewayFault(f"There is no payment provider {name!r}.")
    gateway: Gateway = import_string(GATEWAYS[name])()
    return gateway
