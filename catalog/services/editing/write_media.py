"""Add pictures and videos to a merchant's product, say something else of them, take them away."""

from typing import TypedDict

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from catalog.errors import MediaRefused, OwnMediaNotFound, OwnVariantNotFound
from catalog.jobs import ring_fetch_pictures, ring_mirror_relay
from catalog.models import Product, ProductMedia, Variant, WantedPicture
from catalog.services.editing.hold_product import Versions, hold_product
from catalog.services.media.add_media import MOST_OF_A_PRODUCT
from catalog.states import WantedState


class MediaFacts(TypedDict, total=False):
    """Columns of a picture or video that a merchant fills. What is not in here stays as it is."""

    alt: str
    position: int
    variant_id: int | None


def own_variant_of(product: Product, variant_id: int | None) -> Variant | None:
    """The product's variant of this number, if one is named. Raises OwnVariantNotFound."""
    if variant_id is None:
        return None
    variant = product.variants.filter(pk=variant_id).first()
    if variant is None:
        raise OwnVariantNotFound("The product has no variant with this number.")
    return variant


def want_picture(
    *, product_id: int, merchant_id: int, address: str, alt: str, variant_id: int | None
) -> None:
    """Have a picture fetched from its address, and shown behind the others; one that failed is tried again.

    What is on its way or there already is left alone. Raises OwnProductNotFound, OwnVariantNotFound, MediaRefused when
    the product has enough.
    """
    with transaction.atomic():
        product = hold_product(product_id=product_id, merchant_id=merchant_id, versions=None)
        variant = own_variant_of(product, variant_id)
        known = product.wanted_pictures.filter(address=address).first()
        if known is not None and (known.state == WantedState.WAITING or known.media_id is not None):
            return
        on_the_way = product.wanted_pictures.filter(state=WantedState.WAITING)
        if product.media.count() + on_the_way.count() >= MOST_OF_A_PRODUCT:
            raise MediaRefused(
                "media_enough", f"A product has {MOST_OF_A_PRODUCT} pictures and videos at most."
            )
        WantedPicture.objects.update_or_create(
            product=product,
            address=address,
            defaults={
                "alt": alt,
                "skus": [variant.sku] if variant else [],
                "position": _behind(product),
                "state": WantedState.WAITING,
                "attempts": 0,
                "due_at": Now(),
                "problem_code": "",
                "problem": "",
                "sha256": "",
            },
        )
        ring_fetch_pictures()


def update_media(*, media_id: int, merchant_id: int, versions: Versions, changes: MediaFacts) -> int:
    """Write what is said now; the key of the product.

    Raises OwnMediaNotFound, OwnVariantNotFound, VersionMismatch.
    """
    with transaction.atomic():
        media = _own_media(media_id, merchant_id)
        product = hold_product(product_id=media.product_id, merchant_id=merchant_id, versions=versions)
        own_variant_of(product, changes.get("variant_id"))
        if changes:
            ProductMedia.objects.filter(pk=media.pk).update(**changes)
        ring_mirror_relay()
    return media.product_id


def remove_media(*, media_id: int, merchant_id: int, versions: Versions) -> int:
    """Take it off the product; the key of the product. Raises OwnMediaNotFound, VersionMismatch."""
    with transaction.atomic():
        media = _own_media(media_id, merchant_id)
        hold_product(product_id=media.product_id, merchant_id=merchant_id, versions=versions)
        media.delete()
        ring_mirror_relay()
    return media.product_id


def _own_media(media_id: int, merchant_id: int) -> ProductMedia:
    media = ProductMedia.objects.filter(pk=media_id, product__merchant=merchant_id).first()
    if media is None:
        raise OwnMediaNotFound("There is no picture or video with this number.")
    return media


def _behind(product: Product) -> int:
    """The place behind what the product has and what is on its way."""
    places = (
        product.media.aggregate(last=Max("position"))["last"],
        product.wanted_pictures.aggregate(last=Max("position"))["last"],
    )
    return max((place + 1 for place in places if place is not None), default=0)
