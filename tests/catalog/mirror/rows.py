"""A product as the mirror reads it from PostgreSQL: a chair of oak, without a model."""

from datetime import UTC, datetime

from catalog.mirror.rows import ProductRow, VariantRow

PUBLISHED_AT = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
OAK = VariantRow(
    id=7,
    sku="CH-1",
    name="Oak",
    price_minor=4990,
    available=100,
    material_variant="oak",
    swatch="#c8a165",
    width_mm=825,
    depth_mm=750,
    height_mm=900,
    weight_g=5200,
)
CHAIR = ProductRow(
    id=3,
    version=11,
    slug="chair",
    name="Chair",
    tagline="Sit",
    description="",
    merchant_name="Atelier Nord",
    category_slug="chairs",
    category_name="Chairs",
    is_published=True,
    published_at=PUBLISHED_AT,
    variants=(OAK,),
    model=None,
)
