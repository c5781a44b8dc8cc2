"""What is to be ordered of a cart: `price_lines` and the options that were chosen, for the moment it is ordered."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from accounts.prepared import Parameter, Row, reading
from catalog.models import VariantOption
from orders.models import CartLine
from orders.queries.carts.lines import PricedLine
from orders.queries.carts.priced import Wish, priced_line, ware_columns

# As (name, value).
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class OrderedGoods:
    """A line at today's price and what was chosen of its product's options, in the order of the product page."""

    line: PricedLine
    options: Options


def goods_of(row: Row, currency: str) -> OrderedGoods:
    """What one row of GOODS says."""
    quantity, seen_minor, options, *ware = row
    chosen = [json.loads(option) for option in options]
    line = priced_line(ware, Wish(quantity, seen_minor), currency)
    return OrderedGoods(line, [(option["name"], option["value"]) for option in chosen])


def _goods(token: Parameter) -> QuerySet[CartLine, Any]:
    options = VariantOption.objects.filter(variant=OuterRef("variant")).order_by("option__position", "option")
    chosen = ArraySubquery(options.values_list(JSONObject(name="option__name", value="value__name")))
    wares = ware_columns("variant", OuterRef("cart__currency"))
    lines = CartLine.objects.to_buy().filter(cart__token=token)
    return lines.values_list("quantity", "seen_price_minor", chosen, *wares)


# By the token of a cart.
GOODS = reading("orders_goods", lambda: _goods(Parameter(1, models.UUIDField())))
