"""The list of countries to choose from, whose two hundred and fifty options are written once and for all."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_countries import countries

from accounts.postal.countries import is_country

UNCHOSEN = "Choose a country"


class CountrySelect(forms.Select):
    """Looks as Django's own, which renders a template for each option: most of what the page of the checkout costs."""

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401  # Django's signature
        attrs: Mapping[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        known = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        code = str(value) if is_country(value) else ""
        options = _options(translation.get_language())
        chosen = options.replace(f'value="{code}"', f'value="{code}" selected', 1)
        return format_html("<select{}>\n{}\n</select>", flatatt(known), SafeString(chosen))


@lru_cache
def _options(language: str | None) -> str:  # the language that is active, in which countries are named
    choices = [("", UNCHOSEN), *countries]
    return format_html_join("\n", '<option value="{}">{}</option>', choices)
