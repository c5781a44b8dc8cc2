"""What a cart is about to begin with, read in one trip."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from accounts.prepared import Parameter, execute, reading
from catalog.models import Variant
from orders.models import LARGEST_ID
from orders.pricing.shipping import Method
from orders.queries.carts.lines import PricedLine
from orders.queries.carts.priced import Wish, priced_line, ware_columns
from orders.queries.charges.shipping import METHODS_IN, method_of


@dataclass(frozen=True)
class Wares:
    """Variants that there are, by primary key, as lines that hold none of them yet; and the ways of sending within the
    shop's own country."""

    lines: dict[int, PricedLine]
    methods: tuple[Method, ...]


def read_wares(variant_ids: Collection[int], currency: str) -> Wares:
    """These variants at today's prices in this currency; what cannot be had comes without a price."""
    # What no row can have for a key cannot even be asked for.
    asked = [(_WARE, [variant_id, currency]) for variant_id in variant_ids if 0 < variant_id <= LARGEST_ID]
    methods, *found = execute((METHODS_IN, [settings.SHOP_COUNTRY, currency]), *asked)
    lines = [priced_line(row, Wish(0, 0), currency) for rows in found for row in rows]
    return Wares({line.variant_id: line for line in lines}, tuple(method_of(row) for row in methods))


def ware(variant: Parameter, currency: Parameter, *more: Combinable) -> QuerySet[Variant, Any]:
    """What `priced_line` reads of a variant, and `more`."""
    return Variant.objects.filter(pk=variant).order_by().values_list(*ware_columns("", currency), *more)


# By the primary key of a variant and a currency.
_WARE = reading(
    "orders_ware", lambda: ware(Parameter(1, models.BigIntegerField()), Parameter(2, models.CharField()))
)
