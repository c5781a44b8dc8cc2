"""What the shop sells in and where it is at home, as the environment says."""

from babel import Locale
from babel.numbers import list_currencies
from django.core.exceptions import ImproperlyConfigured

from config.settings.env import Environment

# Whole countries as ISO 3166-1 has them; the rest of CLDR's two letters are groups and names that are kept free.
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def currency_of(env: Environment, default: str) -> str:
    """An ISO 4217 code."""
    code = env.text("SHOP_CURRENCY", default).upper()
    if code not in list_currencies():
        raise ImproperlyConfigured(f"SHOP_CURRENCY must be an ISO 4217 code such as EUR, not {code!r}.")
    return code


def country_of(env: Environment, default: str) -> str:
    """An ISO 3166-1 code of two letters."""
    code = env.text("SHOP_COUNTRY", default).upper()
    if len(code) != 2 or code in _NO_COUNTRIES or code not in Locale("en").territories:  # letters
        raise ImproperlyConfigured(f"SHOP_COUNTRY must be an ISO 3166-1 code such as AT, not {code!r}.")
    return code
