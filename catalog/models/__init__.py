"""What is sold: categories, products, variants, prices and stock, the lists they came from, the mirror's queue."""

from catalog.models.attributes import Attribute, AttributeChoice, AttributeValue
from catalog.models.categories import Category
from catalog.models.collections import Collection, CollectionChange, CollectionItem
from catalog.models.imports import ImportJob, ImportProblem, ProductOrigin, WantedPicture
from catalog.models.media import ProductMedia
from catalog.models.mirror_entries import MirrorEntry, ProductChange
from catalog.models.offers import Stock, StockEntry, StockLocation, Variant
from catalog.models.options import OptionValue, ProductOption, VariantOption
from catalog.models.prices import Price, PriceRecord
from catalog.models.products import Product, ProductQuerySet, ProductType, TaxClass
from catalog.models.search import (
    FacetCount,
    FilterChange,
    SearchChange,
    SearchEntry,
    SearchWord,
    Synonym,
)
from catalog.models.size_acceptances import SizeAcceptance

__all__ = [
    "Attribute",
    "AttributeChoice",
    "AttributeValue",
    "Category",
    "Collection",
    "CollectionChange",
    "CollectionItem",
    "FacetCount",
    "FilterChange",
    "ImportJob",
    "ImportProblem",
    "MirrorEntry",
    "OptionValue",
    "Price",
    "PriceRecord",
    "Product",
    "ProductChange",
    "ProductMedia",
    "ProductOption",
    "ProductOrigin",
    "ProductQuerySet",
    "ProductType",
    "SearchChange",
    "SearchEntry",
    "SearchWord",
    "SizeAcceptance",
    "Stock",
    "StockEntry",
    "StockLocation",
    "Synonym",
    "TaxClass",
    "Variant",
    "VariantOption",
    "WantedPicture",
]
