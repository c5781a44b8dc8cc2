"""The catalogue for other programs. Everybody may read it, and everybody reads the same."""

from urllib.parse import urlencode

from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.serializers import ListingQuery, ProductPageSerializer, ProductSerializer
from catalog.mirror.read import read_listing, read_product

# Shared caches keep an answer for a minute and may show an old one while they fetch a new one.
CACHEABLE = "public, max-age=0, s-maxage=60, stale-while-revalidate=600"


@method_decorator(conditional_page, name="dispatch")
class PublicView(APIView):
    """Reads no session and no key, so that one answer serves everybody; answers 304 to a known ETag."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    http_method_names = ["get", "head"]


class ProductListView(PublicView):
    @extend_schema(
        operation_id="list_products",
        summary="Products on sale, newest first",
        parameters=[ListingQuery],
        responses=ProductPageSerializer,
        tags=["products"],
    )
    def get(self, request: Request) -> Response:
        query = ListingQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        page = read_listing(asked.get("category"), asked["cursor"], asked["limit"])
        headers = {"Cache-Control": CACHEABLE}
        address = None
        if page.next_cursor:
            following = urlencode({**asked, "cursor": page.next_cursor})
            address = f"{request.build_absolute_uri(request.path)}?{following}"
            headers["Link"] = f'<{address}>; rel="next"'
        body = ProductPageSerializer({"items": page.products, "next": address}, context={"request": request})
        return Response(body.data, headers=headers)


class ProductDetailView(PublicView):
    @extend_schema(
        operation_id="read_product",
        summary="One product",
        responses=ProductSerializer,
        tags=["products"],
    )
    def get(self, request: Request, slug: str) -> Response:
        body = ProductSerializer(read_product(slug), context={"request": request})
        return Response(body.data, headers={"Cache-Control": CACHEABLE})
