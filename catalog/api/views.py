"""The catalogue for other programs. Everybody may read it, and everybody reads the same."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from catalog.api.asked import ABOUT_ATTRIBUTES, ProductQuery, SearchQuery
from catalog.api.found import FoundPageSerializer
from catalog.api.serializers import ProductPageSerializer, ProductSerializer
from catalog.errors import CategoryNotFound
from catalog.mirror.read import read_listing, read_product, read_products
from catalog.mirror.reading.changes import read_changes
from catalog.mirror.sharing.answers import CACHE_CONTROL, Answer, prepared_answer
from catalog.mirror.sharing.conditional import conditionally
from catalog.search.facets import read_facets
from catalog.search.find import find_products
from catalog.search.shelves import shelves_below


class PublicView(APIView):
    """Reads no session and no key, so that one answer serves everybody; answers 304 to a known ETag."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    http_method_names = ["get", "head"]

    def respond(self, request: Request, answer: Answer, headers: dict[str, str]) -> HttpResponseBase:
        """The answer, or that whoever asks has it already."""
        whole = HttpResponse(
            answer.body,
            content_type="application/json",
            headers={"Cache-Control": CACHE_CONTROL, **headers},
        )
        return conditionally(request._request, answer, whole)


class ProductListView(PublicView):
    @extend_schema(
        operation_id="list_products",
        summary="Products on sale, searched, filtered and sorted",
        description=ABOUT_ATTRIBUTES,
        parameters=[SearchQuery],
        responses=FoundPageSerializer,
        tags=["products"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        query = SearchQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        if query.is_of_changes:
            return self._changed(request, query)
        return self._found(request, query) if query.is_search else self._newest(request, query)

    def _newest(self, request: Request, query: SearchQuery) -> HttpResponseBase:
        """Out of the mirror."""
        asked = query.validated_data
        page = read_listing(asked.get("category"), asked["cursor"], asked["limit"])
        address = next_address(request, page.next_cursor)
        # The whole question, because the next page's address repeats it.
        key = ("listing", request.build_absolute_uri())
        body = ProductPageSerializer(
            {"items": page.products, "next": address}, context=_context(request, asked)
        )
        return self.respond(
            request, prepared_answer(key, (page,), lambda: rendered(body)), links_to(next=address)
        )

    def _found(self, request: Request, query: SearchQuery) -> HttpResponseBase:
        """Out of PostgreSQL, which knows what is asked for; the documents still come out of the mirror."""
        asked, question = query.validated_data, query.question
        if question.category_slug is not None and not shelves_below(question.category_slug):
            raise CategoryNotFound("There is no category at this address.")
        found = find_products(question, asked["cursor"], asked["limit"])
        links = {
            "next": next_address(request, found.next_cursor),
            "previous": next_address(request, found.previous_cursor),
        }
        page = {
            **links,
            "items": read_products(found.slugs),
            "total": found.total,
            "total_is_exact": found.is_exact,
            "searched": found.text,
            "facets": read_facets(question.category_slug) if asked["facets"] else None,
        }
        body = FoundPageSerializer(page, context=_context(request, asked))
        return self.respond(request, Answer.of(rendered(body)), links_to(**links))

    def _changed(self, request: Request, query: SearchQuery) -> HttpResponseBase:
        """Its order out of PostgreSQL. Caches ask each time, so that whoever follows hears of the last change."""
        asked = query.validated_data
        changes = read_changes(asked["updated_since"], asked["cursor"], asked["limit"])
        address = next_address(request, changes.next_cursor)
        page = {
            "items": changes.products,
            "removed": changes.removed,
            "until": changes.until,
            "next": address,
        }
        body = FoundPageSerializer(page, context=_context(request, asked))
        headers = {"Cache-Control": "no-cache", **links_to(next=address)}
        return self.respond(request, Answer.of(rendered(body)), headers)


class ProductDetailView(PublicView):
    @extend_schema(
        operation_id="read_product",
        summary="One product",
        parameters=[ProductQuery],
        responses=ProductSerializer,
        tags=["products"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        query = ProductQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        product = read_product(slug)
        context = _context(request, query.validated_data)
        body = ProductSerializer(product, context=context)
        key = ("product", request.build_absolute_uri("/"), slug, context["fields"])
        answer = prepared_answer(key, (product,), lambda: rendered(body), product.changed_at)
        return self.respond(request, answer, {})


def _context(request: Request, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What serializers of products need to know: the request, and the members that were asked for."""
    return {"request": request, "fields": asked.get("fields")}


def next_address(request: Request, cursor: str) -> str | None:
    """The same question at another cursor; None for none."""
    if not cursor:
        return None
    asked = request.query_params.copy()
    asked["cursor"] = cursor
    return f"{request.build_absolute_uri(request.path)}?{asked.urlencode()}"


def links_to(**addresses: str | None) -> dict[str, str]:
    """The Link header with these relations (RFC 8288); nothing where there is none."""
    links = [f'<{address}>; rel="{rel}"' for rel, address in addresses.items() if address]
    return {"Link": ", ".join(links)} if links else {}


def rendered(body: BaseSerializer[Any]) -> bytes:
    """The body as it is sent."""
    rendered: bytes = JSONRenderer().render(body.data)
    return rendered
