"""A Stripe of our own for tests: its wire format, its refusals and its faults, on this machine alone.

Shapes follow Stripe's published OpenAPI document, as far as the shop uses them. What it is not asked for it refuses.
"""

from tests.doubles.stripe.double import StripeDouble, stripe_double
from tests.doubles.stripe.faults import Fault

__all__ = ["Fault", "StripeDouble", "stripe_double"]
