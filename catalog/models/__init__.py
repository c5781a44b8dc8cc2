"""What is sold: categories, products, variants, prices and stock, and the queue of the mirror."""

from catalog.models.mirror_entries import MirrorEntry
from catalog.models.offers import Price, Stock, Variant
from catalog.models.products import Category, Product, ProductQuerySet

__all__ = ["Category", "MirrorEntry", "Price", "Product", "ProductQuerySet", "Stock", "Variant"]
