"""What a document is made of, read from PostgreSQL in one statement."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assets3d.models import Asset, Conversion, Rendition
from assets3d.services.revision.publish_asset import publish_asset
from assets3d.states import RenditionRole
from catalog.errors import NotReadyToPublish
from catalog.mirror.relay import relay_mirror
from catalog.mirror.rows import (
    AttributeRow,
    CollectionRow,
    FileRow,
    FramingRow,
    ModelRow,
    PosterRow,
    ShelfRow,
)
from catalog.mirror.source import load_by_slugs, load_shelves
from catalog.models import Product, Variant
from catalog.services.attributes.set_attribute import set_attribute
from catalog.services.publish_product import publish_product
from catalog.states import AttributeKind
from tests.factories.assets3d import AssetFactory, finished
from tests.factories.catalog import (
    ProductFactory,
    make_attribute,
    make_category,
    make_collection,
    make_offer,
    say,
)

pytestmark = pytest.mark.django_db

REPORT = {"variants": ["oak", "ash"], "result": {"bounds": {"size": [0.4, 0.2, 0.3]}}}
LOOKS = [RenditionRole.AR_USDZ, *(role for role in RenditionRole if "poster" in role)]
FRAMING = {"orbit": "30deg 75deg 1.2m", "field_of_view_degrees": 21.5}


@pytest.fixture
def shown(now: datetime) -> Asset:
    """A published model with two looks, of which one has posters of its own."""
    asset = AssetFactory()
    revision = finished(asset)
    Conversion.objects.update(report=REPORT)
    Rendition.objects.filter(role=RenditionRole.WEB).update(triangles=12)
    opens = list(Rendition.objects.filter(role__in=LOOKS))
    Rendition.objects.bulk_create(
        Rendition(
            conversion=poster.conversion,
            role=poster.role,
            material_variant="oak",
            key=f"{poster.key}-oak",
            sha256=poster.sha256,
            bytes=poster.bytes,
            content_type=poster.content_type,
        )
        for poster in opens
    )
    publish_asset(asset=asset, revision=revision, now=now)
    return asset


def test_published_model_comes_with_looks_size_and_posters(shown: Asset) -> None:
    product = ProductFactory(merchant=shown.merchant, asset=shown)

    model = load_by_slugs([product.slug])[product.slug].model

    revision = shown.published_revision
    assert revision is not None
    stem = f"renditions/ab/{revision.conversion_id}"
    sizes = [f"{stem}-poster-{side}" for side in (256, 512, 1024)]
    assert model == ModelRow(
        revision_id=str(revision.public_id),
        key=f"{stem}-web",
        bytes=500,
        triangles=12,
        bounds_m=(0.4, 0.2, 0.3),
        material_variants=("oak", "ash"),
        posters={"": PosterRow(*sizes), "oak": PosterRow(*(f"{key}-oak" for key in sizes))},
        files=(
            _file(stem, "ar-glb"),
            _file(stem, "ar-usdz"),
            replace(_file(stem, "ar-usdz"), material_variant="oak", key=f"{stem}-ar-usdz-oak"),
            *(_file(stem, role) for role in ("high", "lite", "nano")),
            replace(_file(stem, "web"), triangles=12),
            _file(stem, "web-webp"),
        ),
    )


def _file(stem: str, role: str) -> FileRow:
    content_type = "model/vnd.usdz+zip" if role == "ar-usdz" else "model/gltf-binary"
    return FileRow(role, "", f"{stem}-{role}", 500, "ab" * 32, content_type, None)


def test_words_for_search_engines_come_with_the_product() -> None:
    ProductFactory(slug="chair", seo_title="Oak chair", seo_description="Four legs")

    row = load_by_slugs(["chair"])["chair"]

    assert (row.seo_title, row.seo_description) == ("Oak chair", "Four legs")


def test_what_is_said_of_a_product_comes_in_order_and_in_words() -> None:
    product = ProductFactory(slug="chair")
    make_offer(product=product, gtin="4006381333931", mpn="X-1")
    oak = make_attribute(AttributeKind.CHOICE, name="Wood", position=5).choices.create(name="Oak")
    set_attribute(product_id=product.pk, attribute=oak.attribute, value=oak)
    say(product, AttributeKind.NUMBER, Decimal("1200.500000"), name="Load", unit="kg")
    say(product, AttributeKind.BOOLEAN, value=False, name="Foldable")
    say(product, AttributeKind.COLOUR, "#a1b2c3", name="Tone")
    say(product, AttributeKind.TEXT, "By hand", name="Made")

    row = load_by_slugs(["chair"])["chair"]

    assert row.attributes == (
        AttributeRow("foldable", "Foldable", "boolean", value=False),
        AttributeRow("load", "Load", "number", "1200.5", "kg"),
        AttributeRow("made", "Made", "text", "By hand"),
        AttributeRow("tone", "Tone", "colour", "#a1b2c3"),
        AttributeRow("wood", "Wood", "choice", "Oak"),
    )
    assert [(variant.gtin, variant.mpn) for variant in row.variants] == [("4006381333931", "X-1")]


def test_categories_above_come_from_the_top_down() -> None:
    seats = make_category("Seats", below=make_category("Furniture"))
    make_category("Tables")
    ProductFactory(slug="chair", category=make_category("Chairs", below=seats))

    row = load_by_slugs(["chair"])["chair"]

    assert row.category_slug == "chairs"
    assert row.categories_above == (("furniture", "Furniture"), ("seats", "Seats"))


def test_shelves_are_those_with_something_on_them_or_below() -> None:
    seats = make_category("Seats", below=make_category("Furniture"))
    make_category("Tables")
    make_offer(product=ProductFactory(published=True, category=make_category("Chairs", below=seats)))

    with CaptureQueriesContext(connection) as queries:
        shelves = load_shelves()

    assert sorted(shelves, key=lambda shelf: shelf.slug) == [
        ShelfRow("chairs", "Chairs", "", "seats"),
        ShelfRow("furniture", "Furniture", "", has_own=False),
        ShelfRow("seats", "Seats", "", "furniture", has_own=False),
    ]
    assert len(queries) == 1


def test_collections_come_by_name_without_those_that_are_not_shown() -> None:
    product = ProductFactory(slug="chair")
    for name, is_shown in (("Winter", True), ("Summer", True), ("Secret", False)):
        make_collection(name, product, is_shown=is_shown)

    row = load_by_slugs(["chair"])["chair"]

    assert row.collections == (CollectionRow("summer", "Summer"), CollectionRow("winter", "Winter"))


def test_language_comes_with_the_product_where_it_is_not_the_shops() -> None:
    own, other = ProductFactory(), ProductFactory(language="pt-BR")

    rows = load_by_slugs([own.slug, other.slug])

    assert (rows[own.slug].language, rows[other.slug].language) == ("", "pt-BR")


@pytest.mark.parametrize("language", ["", "EN", "english", "en_GB", "en\n", "pt-br"])
def test_language_is_a_tag(language: str) -> None:
    product = ProductFactory()

    with pytest.raises(IntegrityError, match="product_language_is_a_tag"), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(language=language)


def test_framing_of_the_posters_comes_with_the_model(shown: Asset) -> None:
    product = ProductFactory(merchant=shown.merchant, asset=shown)
    Conversion.objects.update(report={**REPORT, "framing": FRAMING})

    model = load_by_slugs([product.slug])[product.slug].model

    assert model is not None
    assert model.framing == FramingRow("30deg 75deg 1.2m", 21.5)


def test_model_that_is_not_published_is_not_shown() -> None:
    asset = AssetFactory()
    finished(asset)
    product = ProductFactory(merchant=asset.merchant, asset=asset)

    assert load_by_slugs([product.slug])[product.slug].model is None


def test_any_number_of_products_costs_one_statement(shown: Asset) -> None:
    slugs = []
    material = make_attribute(AttributeKind.TEXT)
    for _ in range(8):
        product = ProductFactory(merchant=shown.merchant, asset=shown)
        make_offer(product=product)
        make_offer(product=product)
        set_attribute(product_id=product.pk, attribute=material, value="Oak")
        make_collection(f"Of {product.slug}", product)
        slugs.append(product.slug)

    with CaptureQueriesContext(connection) as queries:
        rows = load_by_slugs(slugs)

    assert len(queries) == 1
    assert sorted(rows) == sorted(slugs)
    described = {(len(row.variants), len(row.attributes), len(row.collections)) for row in rows.values()}
    assert described == {(2, 1, 1)}


def test_look_that_the_model_does_not_have_is_refused(shown: Asset, now: datetime) -> None:
    product = ProductFactory(merchant=shown.merchant, asset=shown)
    make_offer(product=product, name="Pine", material_variant="pine")
    make_offer(product=product, name="Oak", material_variant="oak")

    with pytest.raises(NotReadyToPublish) as caught:
        publish_product(product_id=product.pk, now=now)
    assert caught.value.reasons == [
        "“Pine” shows the look “pine”, which the 3D model does not have. It has: oak, ash."
    ]

    Variant.objects.filter(name="Pine").update(material_variant="ash")
    publish_product(product_id=product.pk, now=now)
    assert Product.objects.get().state == "published"


@pytest.mark.django_db(transaction=True)
def test_publishing_another_revision_rings_for_its_products(now: datetime) -> None:
    asset = AssetFactory()
    first, second = finished(asset), finished(asset)
    publish_asset(asset=asset, revision=first, now=now)
    product = ProductFactory(merchant=asset.merchant, asset=asset, published=True)
    make_offer(product=product)
    relay_mirror()
    version = Product.objects.get().version

    publish_asset(asset=asset, revision=second, now=now)

    assert Product.objects.get().version > version
    # The doorbell was answered on the spot: nothing waits.
    assert relay_mirror().entries == 0
