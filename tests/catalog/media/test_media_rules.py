"""What the database refuses of pictures and videos, and what it does by itself when they change."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.models import Product, ProductMedia
from catalog.services.media.add_media import add_video
from catalog.states import MediaKind, MediaState
from tests.factories.catalog import ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db

PICTURE = {"small_key": "s", "medium_key": "m", "large_key": "l", "width": 1600, "height": 1200}


def make_image(product: Product, **facts: object) -> ProductMedia:
    """A picture that is shown, unless the facts say otherwise."""
    shown = {"kind": MediaKind.IMAGE, "state": MediaState.READY, "alt": "From the side", **PICTURE}
    return ProductMedia.objects.create(product=product, **{**shown, **facts})


def version_of(product: Product) -> int:
    return Product.objects.values_list("version", flat=True).get(pk=product.pk)


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        ("product_media_says_what_it_shows", "UPDATE catalog_productmedia SET alt = ''"),
        ("product_media_is_of_its_kind", "UPDATE catalog_productmedia SET large_key = ''"),
        ("product_media_is_of_its_kind", "UPDATE catalog_productmedia SET width = NULL"),
        ("product_media_is_of_its_kind", "UPDATE catalog_productmedia SET state = 'waiting'"),
        ("product_media_is_of_its_kind", "UPDATE catalog_productmedia SET kind = 'video'"),
        (
            "product_media_is_of_its_kind",
            "UPDATE catalog_productmedia SET video_url = 'https://youtu.be/1'",
        ),
    ],
)
def test_picture_is_whole(constraint: str, statement: str) -> None:
    make_image(ProductFactory())

    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "address",
    [
        "http://youtu.be/1",
        "https://evil.test/watch?v=1",
        "javascript:alert(1)//youtu.be/1",
        "https://youtube.com.evil.test/watch?v=1",
        'https://youtu.be/"onload=alert(1)',
        "",
    ],
)
def test_video_is_a_link_that_is_known(address: str) -> None:
    add_video(product=ProductFactory(), video_url="https://youtu.be/1", alt="In use")

    with pytest.raises(IntegrityError, match="product_media_is_of_its_kind"), transaction.atomic():
        ProductMedia.objects.update(video_url=address)


def test_variant_is_one_of_the_product() -> None:
    with (
        pytest.raises(IntegrityError, match="product_media_is_of_its_variants_product"),
        transaction.atomic(),
    ):
        make_image(ProductFactory(), variant=VariantFactory())


def test_picture_outlives_its_variant() -> None:
    variant = VariantFactory()
    media = make_image(variant.product, variant=variant)

    variant.delete()

    media.refresh_from_db()
    assert media.variant_id is None


TOUCHES: dict[str, Callable[[ProductMedia], object]] = {
    "described": lambda media: ProductMedia.objects.update(alt="From below"),
    "moved": lambda media: ProductMedia.objects.update(position=3),
    "taken away": lambda media: media.delete(),
    "added": lambda media: make_image(media.product),
}


@pytest.mark.parametrize("change", TOUCHES)
def test_product_gets_a_new_version(change: str) -> None:
    media = make_image(ProductFactory())
    before = version_of(media.product)

    TOUCHES[change](media)

    assert version_of(media.product) > before


def test_attempts_of_workers_make_no_version() -> None:
    media = make_image(ProductFactory())
    before = version_of(media.product)

    ProductMedia.objects.update(attempts=2)

    assert version_of(media.product) == before
