"""Fills the peer's shop with the products of a file of JSON, the same as ours."""

import json
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import django
from django.db import transaction

django.setup()

from oscar.apps.catalogue.categories import create_from_breadcrumbs  # noqa: E402  # models need the set-up
from oscar.core.loading import get_model  # noqa: E402  # as above

Product, ProductClass = get_model("catalogue", "Product"), get_model("catalogue", "ProductClass")
Country = get_model("address", "Country")
ProductAttribute = get_model("catalogue", "ProductAttribute")
Partner, StockRecord = get_model("partner", "Partner"), get_model("partner", "StockRecord")


def main(path: Path) -> None:
    """Each product becomes a parent with a child for each variant, which has a price, stock and a colour."""
    with transaction.atomic():
        Country.objects.create(iso_3166_1_a2="AT", name="Austria", is_shipping_country=True)
        kind = ProductClass.objects.create(name="Goods", track_stock=True, requires_shipping=True)
        ProductAttribute.objects.create(product_class=kind, name="Colour", code="colour", type="text")
        for described in json.loads(path.read_text()):
            _make(kind, described)


def _make(kind: Any, described: Mapping[str, Any]) -> None:  # noqa: ANN401  # oscar has no types
    partner, _ = Partner.objects.get_or_create(name=described["merchant"])
    parent = Product.objects.create(
        structure=Product.PARENT,
        title=described["name"],
        slug=described["slug"],
        description=described["description"],
        product_class=kind,
    )
    parent.categories.add(create_from_breadcrumbs(described["category"]))
    for variant in described["variants"]:
        child = Product(structure=Product.CHILD, parent=parent, title=variant["name"], upc=variant["sku"])
        child.attr.colour = variant["name"]
        child.save()
        StockRecord.objects.create(
            product=child,
            partner=partner,
            partner_sku=variant["sku"],
            price_currency="EUR",
            price=Decimal(variant["amount_minor"]) / 100,
            num_in_stock=variant["on_hand"],
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
