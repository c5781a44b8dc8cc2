"""Categories, collections and attributes for other programs."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from catalog.api.asked import CollectionQuery
from catalog.api.places import (
    AttributesSerializer,
    CollectionPageSerializer,
    CollectionsSerializer,
    ShelfDetailSerializer,
    ShelvesSerializer,
)
from catalog.api.views import PublicView, links_to, next_address, rendered
from catalog.errors import CategoryNotFound
from catalog.mirror.read import read_categories
from catalog.mirror.reading.attributes import read_attributes
from catalog.mirror.reading.collected import read_collected, read_collection, read_collections
from catalog.mirror.reading.shelves import find
from catalog.mirror.sharing.answers import prepared_answer


class PlaceView(PublicView):
    """Answers that depend on the path, on what was asked and on what is shown."""

    def answer(
        self,
        request: Request,
        shown: object,
        body: BaseSerializer[Any],
        query: Mapping[str, Any] | None = None,
        **links: str | None,
    ) -> HttpResponseBase:
        # Of the query only what the body depends on, or anybody could have one page made in many copies.
        asked = tuple(sorted((query or {}).items()))
        key = ("place", request.build_absolute_uri(request.path), asked, tuple(links.values()))
        return self.respond(
            request, prepared_answer(key, (shown,), lambda: rendered(body)), links_to(**links)
        )


class CategoryListView(PlaceView):
    @extend_schema(
        operation_id="list_categories",
        summary="The tree of categories",
        responses=ShelvesSerializer,
        tags=["categories"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        shelves = read_categories()
        return self.answer(
            request, shelves, ShelvesSerializer({"items": shelves}, context={"request": request})
        )


class CategoryDetailView(PlaceView):
    @extend_schema(
        operation_id="read_category",
        summary="One category",
        responses=ShelfDetailSerializer,
        tags=["categories"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        shelves = read_categories()
        category = find(shelves, slug)
        if category is None:
            raise CategoryNotFound("There is no category at this address.")
        context = {"request": request, "shelves": shelves}
        return self.answer(request, shelves, ShelfDetailSerializer(category, context=context))


class CollectionListView(PlaceView):
    @extend_schema(
        operation_id="list_collections",
        summary="The collections",
        responses=CollectionsSerializer,
        tags=["collections"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        collections = read_collections()
        body = CollectionsSerializer({"items": collections}, context={"request": request})
        return self.answer(request, collections, body)


class CollectionDetailView(PlaceView):
    @extend_schema(
        operation_id="read_collection",
        summary="One collection and its products",
        parameters=[CollectionQuery],
        responses=CollectionPageSerializer,
        tags=["collections"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        query = CollectionQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        collection = read_collection(slug)
        page = read_collected(collection, asked["cursor"], asked["limit"])
        address = next_address(request, page.next_cursor)
        body = CollectionPageSerializer(
            {"collection": collection, "items": page.products, "next": address},
            context={"request": request, "fields": asked.get("fields")},
        )
        return self.answer(request, (collection, page), body, asked, next=address)


class AttributeListView(PlaceView):
    @extend_schema(
        operation_id="list_attributes",
        summary="What can be said of products",
        responses=AttributesSerializer,
        tags=["attributes"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        attributes = read_attributes()
        return self.answer(request, attributes, AttributesSerializer({"items": attributes}))
