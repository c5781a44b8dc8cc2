"""The catalogue for other programs. Everybody may read it, and everybody reads the same."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from catalog.api.serializers import ListingQuery, ProductPageSerializer, ProductSerializer
from catalog.mirror.read import read_listing, read_product
from catalog.mirror.sharing.answers import CACHE_CONTROL, Answer, prepared_answer


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
        summary="Products on sale, newest first",
        parameters=[ListingQuery],
        responses=ProductPageSerializer,
        tags=["products"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        query = ListingQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        page = read_listing(asked.get("category"), asked["cursor"], asked["limit"])
        headers = {}
        address = None
        if page.next_cursor:
            following = urlencode({**asked, "cursor": page.next_cursor})
            address = f"{request.build_absolute_uri(request.path)}?{following}"
            headers["Link"] = f'<{address}>; rel="next"'
        key = (
            "listing",
            request.build_absolute_uri("/"),
            asked.get("category"),
            asked["cursor"],
            asked["limit"],
        )
        body = ProductPageSerializer({"items": page.products, "next": address}, context={"request": request})
        return self.respond(request, prepared_answer(key, (page,), lambda: _rendered(body)), headers)


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


def _rendered(body: BaseSerializer[Any]) -> bytes:
    rendered: bytes = JSONRenderer().render(body.data)
    return rendered
