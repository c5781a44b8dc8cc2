"""The catalogue for other programs. Everybody may read it, and everybody reads the same."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from catalog.api.asked import ABOUT_ATTRIBUTES, SearchQuery
from catalog.api.found import FoundPageSerializer
from catalog.api.serializers import ProductPageSerializer, ProductSerializer
from catalog.errors import CategoryNotFound
from catalog.mirror.read import read_listing, read_product, read_products
from catalog.mirror.sharing.answers import CACHE_CONTROL, Answer, prepared_answer
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
            headers={"Cache-Control": CACHE_CONTROL, "ETag": answer.etag, **headers},
        )
        return get_conditional_response(request._request, etag=answer.etag, response=whole) or whole


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
        return self._found(request, query) if query.is_search else self._newest(request, query)

    def _newest(self, request: Request, query: SearchQuery) -> HttpResponseBase:
        """Out of the mirror."""
        asked = query.validated_data
        page = read_listing(asked.get("category"), asked["cursor"], asked["limit"])
        address = _address(request, page.next_cursor)
        key = (
            "listing",
            request.build_absolute_uri("/"),
            asked.get("category"),
            asked["cursor"],
            asked["limit"],
        )
        body = ProductPageSerializer({"items": page.products, "next": address}, context={"request": request})
        return self.respond(
            request, prepared_answer(key, (page,), lambda: _rendered(body)), _links(next=address)
        )

    def _found(self, request: Request, query: SearchQuery) -> HttpResponseBase:
        """Out of PostgreSQL, which knows what is asked for; the documents still come out of the mirror."""
        asked, question = query.validated_data, query.question
        if question.category_slug is not None and not shelves_below(question.category_slug):
            raise CategoryNotFound("There is no category at this address.")
        found = find_products(question, asked["cursor"], asked["limit"])
        links = {
            "next": _address(request, found.next_cursor),
            "previous": _address(request, found.previous_cursor),
        }
        page = {
            **links,
            "items": read_products(found.slugs),
            "total": found.total,
            "total_is_exact": found.is_exact,
            "searched": found.text,
            "facets": read_facets(question.category_slug) if asked["facets"] else None,
        }
        body = FoundPageSerializer(page, context={"request": request})
        return self.respond(request, Answer.of(_rendered(body)), _links(**links))


class ProductDetailView(PublicView):
    @extend_schema(
        operation_id="read_product",
        summary="One product",
        responses=ProductSerializer,
        tags=["products"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        product = read_product(slug)
        body = ProductSerializer(product, context={"request": request})
        key = ("product", request.build_absolute_uri("/"), slug)
        return self.respond(request, prepared_answer(key, (product,), lambda: _rendered(body)), {})


def _address(request: Request, cursor: str) -> str | None:
    """The same question at another cursor; None for none."""
    if not cursor:
        return None
    asked = request.query_params.copy()
    asked["cursor"] = cursor
    return f"{request.build_absolute_uri(request.path)}?{asked.urlencode()}"


def _links(**addresses: str | None) -> dict[str, str]:
    links = [f'<{address}>; rel="{rel}"' for rel, address in addresses.items() if address]
    return {"Link": ", ".join(links)} if links else {}


def _rendered(body: BaseSerializer[Any]) -> bytes:
    rendered: bytes = JSONRenderer().render(body.data)
    return rendered
