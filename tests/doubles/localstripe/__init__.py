"""A Stripe by others, as a second opinion beside our own: laxer, and without Checkout, but not written by us."""

from tests.doubles.localstripe.environment import NotInstallable
from tests.doubles.localstripe.process import LocalStripe, local_stripe

__all__ = ["LocalStripe", "NotInstallable", "local_stripe"]
