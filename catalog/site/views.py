"""The shop window: home, categories and products, read from the mirror alone."""

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from catalog.errors import CategoryNotFound
from catalog.mirror.read import read_categories, read_listing, read_navigation, read_product
from catalog.mirror.reading.collected import read_collected, read_collection, read_collections
from catalog.mirror.reading.shelves import above, find, right_below
from catalog.mirror.sharing.answers import Answer, prepared_answer
from catalog.mirror.view import CategoryAboveView, CategoryView, ListingView, ProductView, VariantView
from catalog.site.option_groups import groups_of
from catalog.site.presentation import attribute_facts, chosen_variant, options_of, script_facts
from catalog.site.public import public_page
from catalog.site.structured_data import Step, category_document, product_document

PRODUCTS_A_PAGE = 24


@public_page
def home(request: HttpRequest) -> Answer:
    """Everything, newest first; the first page opens with the newest product that can be turned around."""
    cursor = request.GET.get("after", "")
    listing = read_listing(None, cursor, PRODUCTS_A_PAGE)
    shelves = read_categories()
    collections = () if cursor else read_collections()

    def build() -> bytes:
        hero = None if cursor else _hero_of(listing.products)
        products = [product for product in listing.products if product is not hero]
        return _page(
            request,
            "catalog/home.html",
            {
                **_listing_facts(listing, shelves, cursor),
                "hero": hero,
                "collections": collections,
                "products": products,
                "canonical_url": absolute("catalog:home"),
            },
        )

    return prepared_answer((request.path, cursor), (listing, shelves, collections), build)


@public_page
def category(request: HttpRequest, slug: str) -> Answer:
    """One shelf and all below it, newest first."""
    shelves = read_categories()
    shown = find(shelves, slug)
    if shown is None:
        raise CategoryNotFound(f"There is no category {slug!r}.")
    cursor = request.GET.get("after", "")
    listing = read_listing(slug, cursor, PRODUCTS_A_PAGE)

    def build() -> bytes:
        return _page(
            request,
            "catalog/category.html",
            {
                **_listing_facts(listing, shelves, cursor),
                **_category_facts(shelves, shown),
                "products": listing.products,
            },
        )

    return prepared_answer((request.path, cursor), (listing, shelves), build)


@public_page
def collection(request: HttpRequest, slug: str) -> Answer:
    """What somebody has picked, in their order."""
    shown = read_collection(slug)
    cursor = request.GET.get("after", "")
    listing = read_collected(shown, cursor, PRODUCTS_A_PAGE)
    shelves = read_navigation()

    def build() -> bytes:
        return _page(
            request,
            "catalog/collection.html",
            {
                **_listing_facts(listing, shelves, cursor),
                "collection": shown,
                "products": listing.products,
                "canonical_url": absolute("catalog:collection", slug),
            },
        )

    return prepared_answer((request.path, cursor), (shown, listing, shelves), build)


@public_page
def product(request: HttpRequest, slug: str) -> Answer:
    """One product. `?sku=` opens the page with that variant chosen."""
    shown = read_product(slug)
    shelves = read_navigation()
    chosen = chosen_variant(shown, request.GET.get("sku", ""))

    def build() -> bytes:
        return _page(request, "catalog/product.html", _product_facts(shown, shelves, chosen))

    # The shelves are beside the matter: what the page is about has changed with the product alone.
    return prepared_answer((request.path, chosen.sku), (shown, shelves), build, shown.changed_at)


def _page(request: HttpRequest, template: str, facts: dict[str, object]) -> bytes:
    return render_to_string(template, facts, request).encode()


def _listing_facts(listing: ListingView, shelves: tuple[CategoryView, ...], cursor: str) -> dict[str, object]:
    return {"categories": shelves, "listing": listing, "is_first_page": not cursor}


def _category_facts(shelves: tuple[CategoryView, ...], shown: CategoryView) -> dict[str, object]:
    categories_above = above(shelves, shown)
    return {
        "category": shown,
        "categories_above": categories_above,
        "categories_below": right_below(shelves, shown.slug),
        "canonical_url": absolute("catalog:category", shown.slug),
        "structured_data": category_document(_steps_along(*categories_above, shown)),
    }


def _product_facts(
    shown: ProductView, shelves: tuple[CategoryView, ...], chosen: VariantView
) -> dict[str, object]:
    options = options_of(shown, chosen.sku)
    page_url = absolute("catalog:product", shown.slug)
    path = (*shown.categories_above, CategoryAboveView(shown.category_slug, shown.category_name))
    return {
        "categories": shelves,
        "product": shown,
        "path": path,
        "options": options,
        "attributes": attribute_facts(shown),
        "option_groups": groups_of(shown, chosen),
        "chosen": next(option for option in options if option.is_chosen),
        "poster": chosen.poster or shown.poster,
        "variant_facts": script_facts(options),
        "canonical_url": page_url,
        "structured_data": product_document(shown, [*_steps_along(*path), (shown.name, page_url)]),
    }


def _steps_along(*path: CategoryAboveView | CategoryView) -> list[Step]:
    """From the home page over these categories."""
    shelves = [(category.name, absolute("catalog:category", category.slug)) for category in path]
    return [("Vitrine", absolute("catalog:home")), *shelves]


def absolute(name: str, *args: str) -> str:
    """The address under which the world knows a page, whatever host this request came by."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse(name, args=args)}"


def _hero_of(products: tuple[ProductView, ...]) -> ProductView | None:
    return next((product for product in products if product.poster and product.model), None)
