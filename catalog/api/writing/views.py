"""What views of a merchant's own products have in common."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from accounts.programs.answers import rendered
from accounts.programs.idempotency import answer_once
from accounts.programs.views import ProgramView
from accounts.services.idempotency.claim_request import Answer
from accounts.states import Scope
from catalog.api.writing.told import OwnProductSerializer
from catalog.errors import OwnProductNotFound, VersionMissing
from catalog.queries import merchant_products
from catalog.services.editing.hold_product import Versions

TAG = "merchant"
STRONG_ETAG = re.compile(r'(?<!W/)"(\d{1,18})"')
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the product that the change was made of. 428 without one; 412, with the ETag that there is "
    "now, when somebody has changed the product meanwhile. `*` is whichever there is.",
)
IF_MATCH_OPTIONAL = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="Only when the product still has this ETag."
)

Asked = TypeVar("Asked", bound=serializers.Serializer[Any])


class MerchantView(ProgramView):
    """Answers with the whole product as it is then, and its version as ETag."""

    read_scope = Scope.CATALOG_READ
    write_scope = Scope.CATALOG_WRITE

    def versions(self, request: Request, *, is_needed: bool) -> Versions:
        """Those that `If-Match` names; None for any. Raises VersionMissing when it is needed and not there."""
        named = request.headers.get("If-Match", "").strip()
        if named == "*" or (not named and not is_needed):
            return None
        if not named:
            raise VersionMissing("Send the ETag of the product that you have changed as “If-Match”.")
        return frozenset(int(version) for version in STRONG_ETAG.findall(named))

    def asked(self, kind: type[Asked], *, is_partial: bool = False) -> Asked:
        """What was sent. Raises ValidationError."""
        context = {"merchant_id": self.merchant_id}
        serializer = kind(data=self.request.data, partial=is_partial, context=context)
        serializer.is_valid(raise_exception=True)
        return serializer

    def told(self, product_id: int, status: int = 200) -> Answer:
        """The merchant's product: thirteen queries. Raises OwnProductNotFound."""
        product = merchant_products(self.merchant_id).filter(pk=product_id).first()
        if product is None:
            raise OwnProductNotFound("There is no product with this number.")
        headers = {"ETag": f'"{product.version}"'}
        if status == 201:
            address = reverse("catalog-api:own-product", args=[product.pk])
            headers["Location"] = self.request.build_absolute_uri(address)
        return Answer(status, headers, rendered(OwnProductSerializer(product).data))

    def once(self, work: Callable[[], Answer], *, said: object = None) -> HttpResponse:
        """What `work` answers, carried out once under the request's `Idempotency-Key`; `said` as `answer_once` has it."""
        return answer_once(self.request, principal=self.key.prefix, work=work, said=said)
