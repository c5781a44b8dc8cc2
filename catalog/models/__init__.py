"""What is sold: categories, products, variants, prices and stock, the lists they came from, the mirror's queue."""

from catalog.models.categories import Category
from catalog.models.imports import ImportJob, ImportProblem, ProductOrigin
from catalog.models.mirror_entries import MirrorEntry
from catalog.models.offers import Price, Stock, Variant
from catalog.models.products import Product, ProductQuerySet

__all__ = [
    "Category",
    "ImportJob",
    "ImportProblem",
    "MirrorEntry",
    "Price",
    "Product",
    "ProductOrigin",
    "ProductQuerySet",
    "Stock",
    "Variant",
]
