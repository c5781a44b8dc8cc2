"""The pictures that a list names, noted down to be fetched once the product is kept."""

from catalog.exchange.formats.entries import ProductEntry
from catalog.models import ImportJob, Product, WantedPicture


def take_pictures(product: Product, entry: ProductEntry, job: ImportJob, *, is_new: bool) -> bool:
    """Whether some are new. What was named before is not fetched again, and what is named no more stays."""
    if not entry.pictures:
        return False
    known = set() if is_new else set(product.wanted_pictures.values_list("address", flat=True))
    new = [
        WantedPicture(
            product=product,
            job=job,
            address=picture.address,
            position=position,
            alt=picture.alt,
            skus=list(picture.skus),
        )
        for position, picture in enumerate(entry.pictures)
        if picture.address not in known
    ]
    WantedPicture.objects.bulk_create(new)
    return bool(new)
