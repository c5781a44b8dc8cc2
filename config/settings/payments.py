"""The payment provider, as the environment names it."""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from config.settings.env import Environment

# When the money for an order is taken: as it is paid, or set aside then and taken with the first shipment.
CAPTURES = frozenset({"at_once", "when_shipped"})
# Where Stripe's own pages are, to which a posted form leads.
STRIPE_PAGES = "https://checkout.stripe.com"


@dataclass(frozen=True)
class StripeSettings:
    """`webhook_secrets` are two while one replaces the other."""

    secret_key: str = ""
    webhook_secrets: tuple[str, ...] = ()


def stripe_settings(env: Environment, *, is_chosen: bool) -> StripeSettings:
    """Empty unless Stripe is chosen. ImproperlyConfigured, without the value, for what is no key or secret."""
    if not is_chosen:
        return StripeSettings()
    secret_key = env.text("STRIPE_SECRET_KEY")
    if not secret_key.startswith(("sk_", "rk_")):
        raise ImproperlyConfigured("STRIPE_SECRET_KEY must begin with sk_ or rk_.")
    webhook_secrets = env.names("STRIPE_WEBHOOK_SECRETS")
    if not all(secret.startswith("whsec_") for secret in webhook_secrets):
        raise ImproperlyConfigured("STRIPE_WEBHOOK_SECRETS must each begin with whsec_.")
    return StripeSettings(secret_key, tuple(webhook_secrets))
