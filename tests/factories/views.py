"""What readers of the catalogue get, without a database: facts as the mirror tells them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from catalog.mirror.view import CategoryView, FileView, ModelView, PosterView, ProductView, VariantView
from catalog.money import Money

ASSETS = "https://assets.vitrine.test"
CHAIRS = CategoryView(slug="chairs", name="Chairs", description="To sit on.")


def poster_view(name: str) -> PosterView:
    return PosterView(*(f"{ASSETS}/{name}-{size}.webp" for size in (256, 512, 1024)))


OAK = VariantView(
    id=11,
    sku="CH-OAK",
    name="Oak",
    price=Money(42000, "EUR"),
    left=5,
    material_variant="oak",
    swatch="#c8a165",
    width_mm=825,
    depth_mm=750,
    height_mm=900,
    weight_g=6240,
    poster=poster_view("oak"),
)
WALNUT = replace(
    OAK,
    id=12,
    sku="CH-WALNUT",
    name="Walnut",
    price=Money(44550, "EUR"),
    left=2,
    material_variant="walnut",
    swatch="#5b3a26",
    poster=poster_view("walnut"),
)
FILES = tuple(
    FileView(
        role=role,
        material_variant=material_variant,
        url=f"{ASSETS}/{name}",
        bytes=number,
        sha256="ab" * 32,
        content_type="model/vnd.usdz+zip" if name.endswith("usdz") else "model/gltf-binary",
        triangles=None,
    )
    for role, material_variant, name, number in (
        ("ar-glb", "", "chair-room.glb", 700_000),
        ("ar-usdz", "", "chair.usdz", 800_000),
        ("ar-usdz", "walnut", "chair-walnut.usdz", 800_000),
        ("lite", "", "chair-lite.glb", 300_000),
        ("web", "", "chair.glb", 990_000),
        ("web-webp", "", "chair-webp.glb", 1_200_000),
    )
)
MODEL = ModelView(
    revision_id="6f1c",
    url=f"{ASSETS}/chair.glb",
    bytes=990_000,
    triangles=48_000,
    bounds_m=(0.825, 0.9, 0.75),
    material_variants=("oak", "walnut"),
    files=FILES,
)
CHAIR = ProductView(
    id=1,
    version=7,
    slug="chair",
    name="Chair",
    tagline="To sit on.",
    description="Four legs and a back.",
    merchant_name="Atelier Nord",
    category_slug=CHAIRS.slug,
    category_name=CHAIRS.name,
    published_at=datetime(2026, 5, 1, 9, 30, tzinfo=UTC),
    variants=(OAK, WALNUT),
    model=MODEL,
)


def product_view(**facts: Any) -> ProductView:
    """The chair, with these facts in place of its own."""
    return replace(CHAIR, **facts)
