"""Let whoever changes a product take turns, and nobody change what they have not seen."""

from catalog.errors import OwnProductNotFound, OwnVariantNotFound, VersionMismatch
from catalog.models import Product, Variant

# The versions of which a change may have been made; None for whichever there is.
Versions = frozenset[int] | None


def hold_product(*, product_id: int, merchant_id: int, versions: Versions) -> Product:
    """The merchant's product, locked until the transaction ends.

    Of two who name the same version the second waits, and then finds another one. Raises OwnProductNotFound,
    VersionMismatch.
    """
    rows = Product.objects.select_for_update(no_key=True).filter(pk=product_id, merchant=merchant_id)
    product = rows.first()
    if product is None:
        raise OwnProductNotFound("There is no product with this number.")
    if versions is not None and product.version not in versions:
        raise VersionMismatch(
            f"“{product.name}” was changed meanwhile and has version {product.version} now.", product.version
        )
    return product


def own_variant(*, variant_id: int, merchant_id: int) -> Variant:
    """The merchant's variant. Raises OwnVariantNotFound."""
    variant = Variant.objects.filter(pk=variant_id, merchant=merchant_id).first()
    if variant is None:
        raise OwnVariantNotFound("There is no variant with this number.")
    return variant
