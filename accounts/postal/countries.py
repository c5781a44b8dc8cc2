"""Countries by their codes. django-countries has the data, and looks through settings and translations at each question."""

from functools import cache, lru_cache

from django.utils import translation
from django_countries import countries


def is_country(code: object) -> bool:
    """Whether it is an ISO 3166 code of two letters. `in countries` takes codes of three letters for those of two."""
    return code in country_codes()


def country_name(code: str) -> str:
    """In the language that is active; "" when there is no such country."""
    return _name(code, translation.get_language())


@cache
def country_codes() -> frozenset[str]:
    """Of all countries there are."""
    return frozenset(countries.countries)


@lru_cache(maxsize=1024)
def _name(code: str, language: str | None) -> str:  # the language is active, and asked for inside
    return str(countries.name(code))
