"""Say all of a merchant's product's options, and which values its variants have."""

from collections.abc import Sequence

from django.db import transaction

from catalog.errors import OwnVariantNotFound
from catalog.jobs import ring_mirror_relay
from catalog.services.editing.hold_product import Versions, hold_product
from catalog.services.options.choose_named import Named, choose_named
from catalog.services.options.write_options import ToldOption, remove_untold, write_options


def write_own_options(
    *,
    product_id: int,
    merchant_id: int,
    versions: Versions,
    options: Sequence[ToldOption],
    chosen: Sequence[Named],
) -> None:
    """Let the product have these options and no others; all of it or nothing.

    Variants take their values in between, so that one whose value goes can have another one at once. Raises
    OwnProductNotFound, OwnVariantNotFound, VersionMismatch, ChoiceUnknown, OptionsRefused.
    """
    with transaction.atomic():
        product = hold_product(product_id=product_id, merchant_id=merchant_id, versions=versions)
        variants = {variant_id for variant_id, _ in chosen}
        if product.variants.filter(pk__in=variants).count() < len(variants):
            raise OwnVariantNotFound("The product does not have all of these variants.")
        untold = write_options(product=product, told=options)
        choose_named(product=product, said=chosen)
        remove_untold(untold)
        ring_mirror_relay()
