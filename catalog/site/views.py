"""The shop window: home, categories and products, read from the mirror alone."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from catalog.errors import CategoryNotFound
from catalog.mirror.read import read_categories, read_listing, read_product
from catalog.mirror.view import ProductView
from catalog.site.presentation import chosen_variant, options_of, script_facts
from catalog.site.public import public_page
from catalog.site.structured_data import product_document

PRODUCTS_A_PAGE = 24


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Everything, newest first; the first page opens with the newest product that can be turned around."""
    cursor = request.GET.get("after", "")
    listing = read_listing(None, cursor, PRODUCTS_A_PAGE)
    hero = None if cursor else _hero_of(listing.products)
    context = {
        "categories": read_categories(),
        "listing": listing,
        "hero": hero,
        "products": [product for product in listing.products if product is not hero],
        "canonical_url": absolute("catalog:home"),
        "is_first_page": not cursor,
    }
    return render(request, "catalog/home.html", context)


@public_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """One shelf, newest first."""
    shown = next((category for category in read_categories() if category.slug == slug), None)
    if shown is None:
        raise CategoryNotFound(f"There is no category {slug!r}.")
    cursor = request.GET.get("after", "")
    listing = read_listing(slug, cursor, PRODUCTS_A_PAGE)
    context = {
        "category": shown,
        "listing": listing,
        "products": listing.products,
        "canonical_url": absolute("catalog:category", slug),
        "is_first_page": not cursor,
    }
    return render(request, "catalog/category.html", context)


@public_page
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product. `?sku=` opens the page with that variant chosen."""
    shown = read_product(slug)
    sku = request.GET.get("sku", "")
    options = options_of(shown, sku)
    page_url = absolute("catalog:product", shown.slug)
    context = {
        "product": shown,
        "options": options,
        "chosen": next(option for option in options if option.is_chosen),
        "poster": chosen_variant(shown, sku).poster or shown.poster,
        "variant_facts": script_facts(options),
        "canonical_url": page_url,
        "structured_data": product_document(
            shown,
            page_url=page_url,
            category_url=absolute("catalog:category", shown.category_slug),
            home_url=absolute("catalog:home"),
        ),
    }
    return render(request, "catalog/product.html", context)


def absolute(name: str, *args: str) -> str:
    """The address under which the world knows a page, whatever host this request came by."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse(name, args=args)}"


def _hero_of(products: tuple[ProductView, ...]) -> ProductView | None:
    return next((product for product in products if product.poster and product.model), None)
