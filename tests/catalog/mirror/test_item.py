"""From rows to documents and back, without any service."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from catalog.errors import DocumentTooLarge
from catalog.mirror.documents.product import product_view
from catalog.mirror.documents.shelves import category_views
from catalog.mirror.item import (
    product_item,
    product_pk,
    rank_of,
    require_storable,
    shelves_item,
    tombstone,
)
from catalog.mirror.memory import Kept
from catalog.mirror.rows import (
    AttributeRow,
    CollectionRow,
    FileRow,
    FramingRow,
    ModelRow,
    PosterRow,
    ProductRow,
    ShelfRow,
)
from catalog.mirror.view import (
    AttributeView,
    CategoryAboveView,
    CategoryView,
    CollectionView,
    FileView,
    FramingView,
    ModelView,
    PosterView,
    ProductView,
    VariantView,
)
from catalog.money import Money
from catalog.scarcity import PLENTY
from tests.catalog.mirror import rows
from tests.catalog.mirror.rows import OAK, PUBLISHED_AT

WEB = FileRow("web", "", "renditions/aa/model.glb", 1_000_000, "aa" * 32, "model/gltf-binary", 50_000)
OAK_ROOM = FileRow("ar-usdz", "oak", "renditions/bb/oak.usdz", 2_000, "bb" * 32, "model/vnd.usdz+zip", None)
MODEL = ModelRow(
    revision_id="6f1e1c9e-0000-4000-8000-000000000000",
    key="renditions/aa/model.glb",
    bytes=1_000_000,
    triangles=50_000,
    bounds_m=(0.825, 0.9, 0.75),
    material_variants=("oak", "ash"),
    posters={"": PosterRow("s", "m", "l"), "oak": PosterRow("oak-s", "oak-m", "oak-l")},
    framing=FramingRow("30deg 75deg 1.2m", 21.5),
    files=(WEB, OAK_ROOM),
)
CHAIR = replace(rows.CHAIR, name="Chair <1>", description="Längs & quer", model=MODEL)


def url_of(key: str) -> str:
    return f"https://assets.vitrine.test/{key}"


CHAIR_AS_SHOPPERS_SEE_IT = ProductView(
    id=3,
    version=11,
    slug="chair",
    name="Chair <1>",
    tagline="Sit",
    description="Längs & quer",
    merchant_name="Atelier Nord",
    category_slug="chairs",
    category_name="Chairs",
    published_at=PUBLISHED_AT,
    variants=(
        VariantView(
            id=7,
            sku="CH-1",
            name="Oak",
            price=Money(4990, "EUR"),
            left=PLENTY,
            material_variant="oak",
            swatch="#c8a165",
            width_mm=825,
            depth_mm=750,
            height_mm=900,
            weight_g=5200,
            poster=PosterView(url_of("oak-s"), url_of("oak-m"), url_of("oak-l")),
        ),
    ),
    model=ModelView(
        revision_id=MODEL.revision_id,
        url=url_of(MODEL.key),
        bytes=1_000_000,
        triangles=50_000,
        bounds_m=(0.825, 0.9, 0.75),
        material_variants=("oak", "ash"),
        framing=FramingView("30deg 75deg 1.2m", 21.5),
        files=(
            FileView("web", "", url_of(WEB.key), 1_000_000, "aa" * 32, "model/gltf-binary", 50_000),
            FileView("ar-usdz", "oak", url_of(OAK_ROOM.key), 2_000, "bb" * 32, "model/vnd.usdz+zip", None),
        ),
    ),
)


def test_product_survives_the_way_through_its_document() -> None:
    kept = Kept.of(product_item(CHAIR, "EUR"))

    assert kept.document is not None
    assert product_view(kept.document, kept.version, url_of) == CHAIR_AS_SHOPPERS_SEE_IT


def test_document_of_before_there_were_framings_and_several_files_is_still_read() -> None:
    kept = Kept.of(product_item(CHAIR, "EUR"))
    assert kept.document is not None
    since = {"framing", "files"}
    model = {name: value for name, value in kept.document["model"].items() if name not in since}

    view = product_view({**kept.document, "model": model}, kept.version, url_of)

    assert view.model is not None
    assert (view.model.framing, view.model.files, view.model.url) == (None, (), url_of(WEB.key))
    assert (view.model.webp, view.model.lite, view.model.room, view.model.room_urls) == (None, None, None, {})


def test_words_for_search_engines_are_in_a_document_only_where_there_are_any() -> None:
    told = Kept.of(product_item(replace(CHAIR, seo_description="Oak, four legs"), "EUR"))
    untold = Kept.of(product_item(CHAIR, "EUR"))
    assert told.document is not None
    assert untold.document is not None

    view = product_view(told.document, told.version, url_of)

    assert view == replace(CHAIR_AS_SHOPPERS_SEE_IT, seo_description="Oak, four legs")
    assert (view.shared_title, view.shared_description) == ("Chair <1>", "Oak, four legs")
    assert {**untold.document, "seo": ["", "Oak, four legs"]} == told.document


def test_attributes_collections_and_article_numbers_survive_the_way_through_the_document() -> None:
    described = replace(
        CHAIR,
        attributes=(
            AttributeRow("seat", "Seat height", "number", "45.5", "cm"),
            AttributeRow("foldable", "Foldable", "boolean", value=False),
        ),
        collections=(CollectionRow("summer", "Summer"),),
        variants=(replace(OAK, gtin="4006381333931", mpn="X-1"),),
    )
    kept = Kept.of(product_item(described, "EUR"))

    view = product_view(kept.document, kept.version, url_of)

    assert view.attributes == (
        AttributeView("seat", "Seat height", "number", "45.5", "cm"),
        AttributeView("foldable", "Foldable", "boolean", value=False, unit=""),
    )
    assert view.collections == (CollectionView("summer", "Summer"),)
    assert [(variant.gtin, variant.mpn) for variant in view.variants] == [("4006381333931", "X-1")]


def test_categories_above_survive_the_way_through_the_document() -> None:
    inside = replace(CHAIR, categories_above=(("furniture", "Furniture"), ("seats", "Seats")))
    kept = Kept.of(product_item(inside, "EUR"))

    view = product_view(kept.document, kept.version, url_of)

    assert view.categories_above == (
        CategoryAboveView("furniture", "Furniture"),
        CategoryAboveView("seats", "Seats"),
    )


def test_shelves_that_hang_on_each_other_survive_the_way_through_their_document() -> None:
    seats = ShelfRow("seats", "Seats", "To sit", has_own=False)
    chairs = ShelfRow("chairs", "Chairs", "", parent_slug="seats")
    flat, tree = (Kept.of(shelves_item(shelves, 1)) for shelves in ([chairs], [seats, chairs]))

    assert category_views(tree.document) == (
        CategoryView("seats", "Seats", "To sit", "", has_own=False),
        CategoryView("chairs", "Chairs", "", "seats"),
    )
    # What the release before reads.
    assert tree.document["shelves"] == flat.document["shelves"]


def test_document_of_shelves_without_a_tree_is_as_ever() -> None:
    chairs = ShelfRow("chairs", "Chairs", "To sit")

    document = Kept.of(shelves_item([chairs], 1)).document

    assert document == {"shelves": [{"slug": "chairs", "name": "Chairs", "description": "To sit"}]}
    assert category_views(document) == (CategoryView("chairs", "Chairs", "To sit"),)


def test_what_is_not_said_takes_no_room_in_the_document() -> None:
    document = Kept.of(product_item(CHAIR, "EUR")).document

    assert not {"attributes", "collections"} & document.keys()
    assert document["category"] == {"slug": "chairs", "name": "Chairs"}
    assert not {"gtin", "mpn"} & document["variants"][0].keys()


def test_variant_without_a_poster_of_its_own_shows_the_model_as_it_opens() -> None:
    plain = replace(CHAIR, variants=(replace(OAK, material_variant="ash"),))

    document = Kept.of(product_item(plain, "EUR")).document

    assert document is not None
    assert document["variants"][0]["poster"] == ["s", "m", "l"]


@pytest.mark.parametrize(
    "hidden",
    [
        replace(CHAIR, is_published=False),
        replace(CHAIR, variants=()),
        replace(CHAIR, variants=(replace(OAK, price_minor=None),)),
    ],
    ids=["draft", "no variants", "no price"],
)
def test_product_that_is_not_for_sale_gives_a_tombstone_that_no_listing_shows(hidden: ProductRow) -> None:
    assert product_item(hidden, "EUR") == tombstone("chair", 11)
    assert tombstone("chair", 11).rank is None


def test_digest_tells_contents_apart_and_ignores_the_version() -> None:
    item = product_item(CHAIR, "EUR")

    assert product_item(replace(CHAIR, version=12), "EUR").digest == item.digest
    assert product_item(replace(CHAIR, name="Other"), "EUR").digest != item.digest


def test_document_that_does_not_fit_is_refused() -> None:
    item = product_item(replace(CHAIR, description="ä" * 200_000), "EUR")

    with pytest.raises(DocumentTooLarge):
        require_storable(item)
    require_storable(product_item(CHAIR, "EUR"))


def test_rank_sorts_like_time_and_then_number() -> None:
    later = datetime(2026, 5, 1, 9, 30, 0, 1, tzinfo=UTC)

    ranks = [rank_of(PUBLISHED_AT, 9), rank_of(PUBLISHED_AT, 10), rank_of(later, 1)]

    assert ranks == sorted(ranks)


def test_item_lies_under_the_address_of_its_product() -> None:
    assert product_item(CHAIR, "EUR").pk == product_pk("chair") == "product#chair"
