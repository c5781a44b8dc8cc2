"""A shop window that is lit from facts alone: no test here may touch a database unless it says so."""

from collections.abc import Callable

import pytest

from catalog.errors import CategoryNotFound, ProductNotFound
from catalog.mirror.view import CategoryView, ListingView, ProductView
from catalog.site import views
from catalog.templatetags import shop
from tests.factories.views import CHAIRS

Show = Callable[..., None]


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    """`show(product, …, next_cursor="")`: the whole catalogue is these products."""

    def put(*products: ProductView, next_cursor: str = "") -> None:
        def read_product(slug: str) -> ProductView:
            for product in products:
                if product.slug == slug:
                    return product
            raise ProductNotFound(slug)

        def read_listing(category_slug: str | None, cursor: str, limit: int) -> ListingView:
            if category_slug not in (None, CHAIRS.slug):
                raise CategoryNotFound(category_slug)
            return ListingView(products if not cursor else (), next_cursor if not cursor else "")

        def read_categories() -> tuple[CategoryView, ...]:
            return (CHAIRS,)

        monkeypatch.setattr(views, "read_product", read_product)
        monkeypatch.setattr(views, "read_collections", lambda: ())
        monkeypatch.setattr(views, "read_listing", read_listing)
        monkeypatch.setattr(views, "read_categories", read_categories)
        monkeypatch.setattr(views, "read_navigation", read_categories)
        monkeypatch.setattr(shop, "read_navigation", read_categories)

    return put
