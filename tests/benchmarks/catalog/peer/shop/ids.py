"""Writes the primary keys of the peer's products, newest first, as JSON.

With a number, those of the variants of which there are as many.
"""

import json
import sys

import django

django.setup()

from oscar.core.loading import get_model  # noqa: E402  # models need the set-up

Product = get_model("catalogue", "Product")
products = Product.objects.filter(structure=Product.PARENT).order_by("-pk")
if sys.argv[1:]:
    products = Product.objects.filter(
        structure=Product.CHILD, stockrecords__num_in_stock__gte=int(sys.argv[1])
    ).order_by("-pk")
sys.stdout.write(json.dumps(list(products.values_list("pk", flat=True))))
