"""The merchants that somebody may choose from, asked for once a request."""

from typing import Any
from weakref import WeakKeyDictionary

from django.contrib.admin import ModelAdmin, RelatedFieldListFilter
from django.db.models import Field
from django.http import HttpRequest

from accounts.models import Merchant

_asked: WeakKeyDictionary[HttpRequest, tuple[Merchant, ...]] = WeakKeyDictionary()


def own_merchants(request: HttpRequest) -> tuple[Merchant, ...]:
    """Those that whoever asks works for, by name; all for whoever runs the shop."""
    found = _asked.get(request)
    if found is None:
        found = _asked[request] = tuple(Merchant.objects.all().for_actor(request.user))
    return found


class MerchantFilter(RelatedFieldListFilter):
    """By merchant. Django's own would read every row of the list to find out whose there are."""

    def field_choices(
        self, field: "Field[Any, Any]", request: HttpRequest, model_admin: "ModelAdmin[Any]"
    ) -> list[tuple[str, Any]]:
        return [(str(merchant.pk), merchant.name) for merchant in own_merchants(request)]
