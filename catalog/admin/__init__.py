"""The catalogue in the admin."""

from catalog.admin.category import CategoryAdmin
from catalog.admin.imports.admin import ImportJobAdmin
from catalog.admin.mirror_entry import MirrorEntryAdmin
from catalog.admin.product import ProductAdmin

__all__ = ["CategoryAdmin", "ImportJobAdmin", "MirrorEntryAdmin", "ProductAdmin"]
