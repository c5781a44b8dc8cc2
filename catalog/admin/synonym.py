"""Words that mean the same in the search."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from catalog.models import Synonym


@admin.register(Synonym)
class SynonymAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("words",)
    search_fields = ("words",)
