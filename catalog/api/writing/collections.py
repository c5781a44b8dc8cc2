"""A merchant's collections: list, detail, made, renamed, deleted."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from accounts.programs.answers import rendered, response
from accounts.programs.idempotency import IDEMPOTENCY_KEY
from accounts.programs.links import LOCATION
from accounts.programs.pages import LARGEST_NUMBER, PageQuery, page_of
from accounts.services.idempotency.claim_request import Answer
from catalog.api.writing.asked.collections import CollectionFields, NewCollectionSerializer
from catalog.api.writing.views import TAG, MerchantView
from catalog.errors import OwnCollectionNotFound
from catalog.models import Collection
from catalog.services.collections.write_collection import (
    create_collection,
    delete_collection,
    update_collection,
    version_of,
)

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the collection that this is about. 428 without one; 412, with the ETag that there is now, "
    "when somebody has changed it meanwhile. `*` is whichever there is.",
)
SUMMER = OpenApiExample(
    "A choice for the summer",
    {"name": "Summer on the balcony", "description": "Light, and dry in an hour.", "is_shown": True},
    request_only=True,
)


class OwnCollectionSerializer(serializers.Serializer[Collection]):
    """A collection of the merchant's. Its ETag changes with what is said of it; what is in it is said of products."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField(help_text="The last part of its address, by which products name it.")
    description = serializers.CharField()
    is_shown = serializers.BooleanField(help_text="Whether shoppers see it.")


class OwnCollectionPageSerializer(serializers.Serializer[Any]):
    """A page of the merchant's collections, newest first."""

    items = OwnCollectionSerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="The next page; also in the Link header.")


class CollectionsView(MerchantView):
    """Answers with a collection as it is then, and its ETag."""

    def collection(self, collection_id: int) -> Collection:
        """Raises OwnCollectionNotFound."""
        own = Collection.objects.filter(merchant=self.merchant_id)
        found = own.filter(pk=collection_id).first() if collection_id <= LARGEST_NUMBER else None
        if found is None:
            raise OwnCollectionNotFound("There is no collection with this number.")
        return found

    def shown(self, collection: Collection, status: int = 200) -> Answer:
        headers = {"ETag": f'"{version_of(collection)}"'}
        if status == 201:
            address = reverse("catalog-api:own-collection", args=[collection.pk])
            headers["Location"] = self.request.build_absolute_uri(address)
        return Answer(status, headers, rendered(OwnCollectionSerializer(collection).data))


class OwnCollectionsView(CollectionsView):
    @extend_schema(
        operation_id="list_own_collections",
        summary="The merchant's collections, newest first, also those that shoppers do not see",
        parameters=[PageQuery],
        responses=OwnCollectionPageSerializer,
        tags=[TAG],
    )
    def get(self, request: Request) -> HttpResponse:
        query = PageQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        own = Collection.objects.filter(merchant=self.merchant_id)
        page = page_of(request, own, query.validated_data, by="pk")
        told = {"items": page.items, "next": page.following}
        return response(Answer(200, page.links, rendered(OwnCollectionPageSerializer(told).data)))

    @extend_schema(
        operation_id="create_own_collection",
        summary="Make a collection with nothing in it",
        description="Products say which collections they are in. 409 `slug_taken` when a collection of anybody has its "
        "address, `too_many_collections` beyond 500.",
        parameters=[IDEMPOTENCY_KEY, LOCATION],
        request=NewCollectionSerializer,
        responses={201: OwnCollectionSerializer},
        examples=[SUMMER],
        tags=[TAG],
    )
    def post(self, request: Request) -> HttpResponse:
        return self.once(self._create)

    def _create(self) -> Answer:
        facts = self.asked(NewCollectionSerializer).facts
        return self.shown(create_collection(merchant_id=self.merchant_id, facts=facts), status=201)


class OwnCollectionView(CollectionsView):
    @extend_schema(
        operation_id="read_own_collection",
        summary="One of the merchant's collections",
        description="404 `own_collection_not_found`, also for another merchant's.",
        responses=OwnCollectionSerializer,
        tags=[TAG],
    )
    def get(self, request: Request, collection_id: int) -> HttpResponse:
        return response(self.shown(self.collection(collection_id)))

    @extend_schema(
        operation_id="update_own_collection",
        summary="Rename a collection, or say something else of it; what is left out stays",
        description="At another address it is not found at the one before. 409 `slug_taken`, 404 "
        "`own_collection_not_found`.",
        parameters=[IF_MATCH],
        request=CollectionFields(partial=True),
        responses=OwnCollectionSerializer,
        tags=[TAG],
    )
    def patch(self, request: Request, collection_id: int) -> HttpResponse:
        changed = update_collection(
            collection_id=self.collection(collection_id).pk,
            merchant_id=self.merchant_id,
            versions=self.versions(request, is_needed=True),
            changes=self.asked(CollectionFields, is_partial=True).facts,
        )
        return response(self.shown(changed))

    @extend_schema(
        operation_id="delete_own_collection",
        summary="Delete a collection; its products stay",
        description="Answers with the collection as it was; 404 `own_collection_not_found` once it is gone.",
        parameters=[IF_MATCH],
        request=None,
        responses={200: OwnCollectionSerializer},
        tags=[TAG],
    )
    def delete(self, request: Request, collection_id: int) -> HttpResponse:
        deleted = delete_collection(
            collection_id=self.collection(collection_id).pk,
            merchant_id=self.merchant_id,
            versions=self.versions(request, is_needed=True),
        )
        return response(Answer(200, {}, rendered(OwnCollectionSerializer(deleted).data)))
