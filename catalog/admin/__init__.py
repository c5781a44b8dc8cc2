"""The catalogue in the admin."""

from catalog.admin.attributes import AttributeAdmin, ProductTypeAdmin
from catalog.admin.category import CategoryAdmin
from catalog.admin.collection import CollectionAdmin
from catalog.admin.imports.admin import ImportJobAdmin
from catalog.admin.media.admin import ProductMediaAdmin
from catalog.admin.mirror_entry import MirrorEntryAdmin
from catalog.admin.offers.admin import StockAdmin, StockLocationAdmin, VariantAdmin
from catalog.admin.options.page import ProductOptionAdmin
from catalog.admin.products.admin import ProductAdmin
from catalog.admin.synonym import SynonymAdmin
from catalog.admin.tax_class import TaxClassAdmin

__all__ = [
    "AttributeAdmin",
    "CategoryAdmin",
    "CollectionAdmin",
    "ImportJobAdmin",
    "MirrorEntryAdmin",
    "ProductAdmin",
    "ProductMediaAdmin",
    "ProductOptionAdmin",
    "ProductTypeAdmin",
    "StockAdmin",
    "StockLocationAdmin",
    "SynonymAdmin",
    "TaxClassAdmin",
    "VariantAdmin",
]
