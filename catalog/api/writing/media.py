"""Pictures and videos of a merchant's products: sent or named by address, described, put in order, taken away."""

import contextlib
import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from accounts.programs.answers import response
from accounts.programs.idempotency import IDEMPOTENCY_KEY
from accounts.programs.parsing import BoundedJSONParser
from accounts.services.idempotency.claim_request import Answer
from assets3d import storage
from catalog.api.writing.asked.media import (
    MediaFields,
    NamedPictureSerializer,
    SentPictureSerializer,
    VideoSerializer,
)
from catalog.api.writing.told import OwnProductSerializer
from catalog.api.writing.views import IF_MATCH, IF_MATCH_OPTIONAL, TAG, MerchantView
from catalog.errors import OwnProductNotFound
from catalog.models import Product, ProductMedia
from catalog.services.editing.hold_product import hold_product
from catalog.services.editing.write_media import (
    MediaFacts,
    own_variant_of,
    remove_media,
    update_media,
    want_picture,
)
from catalog.services.media.add_media import add_stored_image, add_video, store_image


class OwnPicturesView(MerchantView):
    parser_classes = (BoundedJSONParser, MultiPartParser)  # type: ignore[assignment]  # one more than others have

    @extend_schema(
        operation_id="add_own_picture",
        summary="Add a picture behind the others, sent as a form or named by its address",
        description="It is shown once it is prepared; `media` says when, or why not. One that is named is fetched from its "
        "address, and stands in `wanted_pictures` until then. 404 `own_variant_not_found` for a variant that the product "
        "does not have, 409 `media_enough` when it has 50 pictures and videos.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NamedPictureSerializer, "multipart/form-data": SentPictureSerializer},
        responses={201: OwnProductSerializer},
        tags=[TAG],
    )
    def post(self, request: Request, product_id: int) -> HttpResponse:
        if not Product.objects.filter(pk=product_id, merchant=self.merchant_id).exists():
            raise OwnProductNotFound("There is no product with this number.")
        if (request.content_type or "").startswith("multipart/"):
            return self._send(product_id)
        return self.once(lambda: self._name(product_id))

    def _name(self, product_id: int) -> Answer:
        asked = self.asked(NamedPictureSerializer).validated_data
        want_picture(
            product_id=product_id,
            merchant_id=self.merchant_id,
            address=asked["address"],
            alt=asked["alt"],
            variant_id=asked["variant"],
        )
        return self.told(product_id, status=201)

    def _send(self, product_id: int) -> HttpResponse:
        asked = self.asked(SentPictureSerializer).validated_data
        file = asked.pop("file")
        said = {**asked, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
        with _stored(file, self.merchant_id) as key:
            return self.once(lambda: self._add(product_id, key, asked), said=said)

    def _add(self, product_id: int, key: str, asked: dict[str, Any]) -> Answer:
        product = hold_product(product_id=product_id, merchant_id=self.merchant_id, versions=None)
        own_variant_of(product, asked["variant"])
        add_stored_image(product=product, key=key, alt=asked["alt"], variant_id=asked["variant"])
        return self.told(product_id, status=201)


class OwnVideosView(MerchantView):
    @extend_schema(
        operation_id="add_own_video",
        summary="Link to a video behind the pictures and videos that there are",
        description="404 `own_variant_not_found` for a variant that the product does not have, 409 `media_enough` when it "
        "has 50 pictures and videos.",
        parameters=[IDEMPOTENCY_KEY],
        request=VideoSerializer,
        responses={201: OwnProductSerializer},
        tags=[TAG],
    )
    def post(self, request: Request, product_id: int) -> HttpResponse:
        return self.once(lambda: self._add(product_id))

    def _add(self, product_id: int) -> Answer:
        asked = self.asked(VideoSerializer).validated_data
        product = hold_product(product_id=product_id, merchant_id=self.merchant_id, versions=None)
        own_variant_of(product, asked["variant"])
        add_video(
            product=product, video_url=asked["video_url"], alt=asked["alt"], variant_id=asked["variant"]
        )
        return self.told(product_id, status=201)


class OwnMediaView(MerchantView):
    @extend_schema(
        operation_id="update_own_media",
        summary="Say something else of a picture or video, or put it elsewhere among the others",
        description="They are shown by `position`. 404 `own_media_not_found`, and `own_variant_not_found` for a variant "
        "that the product does not have.",
        parameters=[IF_MATCH],
        request=MediaFields,
        responses=OwnProductSerializer,
        tags=[TAG],
    )
    def patch(self, request: Request, media_id: int) -> HttpResponse:
        versions = self.versions(request, is_needed=True)
        said = self.asked(MediaFields).validated_data
        changes: MediaFacts = {}
        if "alt" in said:
            changes["alt"] = said["alt"]
        if "position" in said:
            changes["position"] = said["position"]
        if "variant" in said:
            changes["variant_id"] = said["variant"]
        product_id = update_media(
            media_id=media_id, merchant_id=self.merchant_id, versions=versions, changes=changes
        )
        return response(self.told(product_id))

    @extend_schema(
        operation_id="remove_own_media",
        summary="Take a picture or video off its product",
        description="Answers with the product; 404 `own_media_not_found` once it is gone.",
        parameters=[IF_MATCH_OPTIONAL],
        request=None,
        responses={200: OwnProductSerializer},
        tags=[TAG],
    )
    def delete(self, request: Request, media_id: int) -> HttpResponse:
        product_id = remove_media(
            media_id=media_id,
            merchant_id=self.merchant_id,
            versions=self.versions(request, is_needed=False),
        )
        return response(self.told(product_id))


@contextlib.contextmanager
def _stored(file: "UploadedFile[Any]", merchant_id: int) -> Iterator[str]:
    """Where the picture lies among the uploads; it is removed again unless a row knows of it afterwards.

    It is stored outside of the transaction in which the request is carried out, since nothing may be asked of the
    storage there. Raises MediaRefused, StorageUnavailable.
    """
    file.seek(0)
    key = store_image(merchant_id=merchant_id, file=file, bytes=file.size or 0)
    try:
        yield key
    finally:
        if not ProductMedia.objects.filter(sent_key=key).exists():
            storage.delete_upload(key)
