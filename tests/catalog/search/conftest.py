"""A small shop that the search knows."""

import pytest

from catalog.models import Category, Product
from catalog.search.refresh import relay_search
from tests.factories.catalog import CategoryFactory, ProductFactory, make_offer


@pytest.fixture
def chairs() -> Category:
    """Three products: a dear oak chair that is sold out, a cheap velvet one, and a bouclé sofa on another shelf."""
    chairs = CategoryFactory(name="Chairs", slug="chairs")
    sofas = CategoryFactory(name="Sofas", slug="sofas")
    put("oak-chair", "Oak dining chair", chairs, amount_minor=30000, on_hand=0, name="Moss", swatch="#6b7a4b")
    put("velvet-chair", "Velvet lounge chair", chairs, amount_minor=9000, name="Rust", swatch="#a5512d")
    put(
        "sofa",
        "Bouclé sofa",
        sofas,
        amount_minor=99000,
        sku="SOFA-7/B",
        width_mm=2200,
        depth_mm=950,
        height_mm=820,
    )
    relay_search()
    return chairs


def put(slug: str, title: str, category: Category, **offer: object) -> Product:
    """A published product with one offer; the search hears of it with the next relay."""
    product: Product = ProductFactory(
        published=True, slug=slug, name=title, category=category, description="Goes well with a lamp."
    )
    variant: dict[str, object] = {"name": "Natural", **offer}
    return make_offer(product=product, **variant).product  # type: ignore[arg-type]  # whatever the factory takes
