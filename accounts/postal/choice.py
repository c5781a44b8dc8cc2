"""The choice of a country in the admin."""

from typing import Any

from django import forms
from django.db.models import Field
from django.http import HttpRequest
from django_countries import countries
from django_countries.fields import CountryField


class AsksForCountry:
    """Mixin before unfold's admin classes, which begin a required choice with its first answer.

    A row that nobody touched would say Afghanistan, and be saved.
    """

    def formfield_for_choice_field(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, CountryField):
            kwargs["choices"] = [("", "Choose a country"), *countries]
        found: forms.Field | None = super().formfield_for_choice_field(  # type: ignore[misc]  # of the class beside it
            db_field, request, **kwargs
        )
        return found
