"""Feeds, sitemap and robots.txt. Like pages, they are the same for everyone and may be kept by any cache."""

from collections.abc import Iterator

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.views.decorators.http import require_safe

from catalog.errors import CatalogUnavailable
from catalog.exchange.addresses import count_parts, slugs_of_part
from catalog.mirror.read import MAX_LIMIT, read_categories, read_listing, read_product
from catalog.mirror.reading.collected import read_collections
from catalog.mirror.view import ListingView
from catalog.site.feeds.caching import public_document
from catalog.site.feeds.google import rss_pieces, tsv_pieces
from catalog.site.feeds.offers import FeedOffer, offers_of
from catalog.site.feeds.sitemap import index_document, part_document
from catalog.site.public import unavailable
from catalog.site.views import absolute

# Fetchers come at most hourly, and a whole catalogue is not read anew for each.
FEED_CACHE_CONTROL = "public, max-age=0, s-maxage=3600, stale-while-revalidate=600"
CLOSED = ("/admin/", "/cart/", "/checkout/", "/orders/", "/pay/")


@require_safe
def google_rss(request: HttpRequest) -> HttpResponseBase:
    """Everything for sale, as RSS."""
    return _feed(request, "application/rss+xml; charset=utf-8", is_rss=True)


@require_safe
def google_tsv(request: HttpRequest) -> HttpResponseBase:
    """Everything for sale, as tab-separated text."""
    return _feed(request, "text/tab-separated-values; charset=utf-8", is_rss=False)


@public_document
def model(request: HttpRequest, slug: str) -> HttpResponse:
    """The address of a product's model that stays, whatever model it leads to."""
    shown = read_product(slug)
    if shown.model is None or shown.model.room is None:
        raise Http404("This product has no model for rooms.")
    return HttpResponseRedirect(shown.model.room.url)


@public_document
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index: one query, however many products there are."""
    parts = [absolute("catalog:sitemap-products", str(part)) for part in range(1, count_parts() + 1)]
    return _xml(index_document([absolute("catalog:sitemap-shelves"), *parts]))


@public_document
def sitemap_shelves(request: HttpRequest) -> HttpResponse:
    """The home page, the categories and the collections."""
    shelves = [absolute("catalog:category", category.slug) for category in read_categories()]
    collections = [absolute("catalog:collection", collection.slug) for collection in read_collections()]
    return _xml(part_document([absolute("catalog:home"), *shelves, *collections]))


@public_document
def sitemap_products(request: HttpRequest, part: int) -> HttpResponse:
    """The products of one part: two queries."""
    if not 1 <= part <= count_parts():
        raise Http404("There is no such part.")
    return _xml(part_document(absolute("catalog:product", slug) for slug in slugs_of_part(part)))


@public_document
def robots(request: HttpRequest) -> HttpResponse:
    """Where crawlers have nothing to find, and where the sitemap is."""
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED)
    text = f"User-agent: *\n{closed}\nSitemap: {absolute('catalog:sitemap')}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _feed(request: HttpRequest, content_type: str, *, is_rss: bool) -> HttpResponseBase:
    """What fails before the first product is a page that asks for patience.

    What fails later breaks the connection off, because a feed without its end would tell that products are gone.
    """
    try:
        first = read_listing(None, "", MAX_LIMIT)
    except CatalogUnavailable:
        return unavailable(request)
    offers = _offers(first)
    pieces = (
        rss_pieces(offers, title="Vitrine", link=absolute("catalog:home")) if is_rss else tsv_pieces(offers)
    )
    return StreamingHttpResponse(
        pieces, content_type=content_type, headers={"Cache-Control": FEED_CACHE_CONTROL}
    )


def _offers(listing: ListingView) -> Iterator[FeedOffer]:
    """Out of the mirror, a page of products at a time."""
    while True:
        for product in listing.products:
            page_url, model_url = (
                absolute(name, product.slug) for name in ("catalog:product", "catalog:model")
            )
            yield from offers_of(product, page_url=page_url, model_url=model_url)
        if not listing.next_cursor:
            return
        listing = read_listing(None, listing.next_cursor, MAX_LIMIT)


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
