"""A view of the kind that apps build, and how tests ask it."""

import json
from collections.abc import Mapping
from typing import cast

from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Merchant
from accounts.programs.idempotency import answer_once
from accounts.programs.views import ProgramView
from accounts.services.api_keys.make_api_key import NewKey
from accounts.services.idempotency.claim_request import Answer
from accounts.states import Scope


class MerchantsView(ProgramView):
    """Tells whose key it is; makes merchants, each once."""

    read_scope = Scope.CATALOG_READ
    write_scope = Scope.CATALOG_WRITE

    def get(self, request: Request) -> Response:
        return Response({"merchant": self.key.merchant.slug})

    def post(self, request: Request) -> HttpResponse:
        return answer_once(request, principal=self.key.prefix, work=lambda: self.make(request))

    def make(self, request: Request) -> Answer:
        slug = cast(Mapping[str, str], request.data)["slug"]
        with transaction.atomic():
            made = Merchant.objects.create(name=slug, slug=slug)
        return Answer(201, {"ETag": f'"{made.pk}"'}, json.dumps({"id": made.pk}))


def ask(new: NewKey | None, method: str = "GET", body: object = None, **headers: str) -> HttpResponse:
    """The view's answer to a program with this key."""
    if new is not None:
        headers.setdefault("Authorization", f"Bearer {new.token}")
    content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
    request = RequestFactory().generic(
        method,
        "/api/v1/merchants/",
        content,
        content_type="application/json",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )
    answer = MerchantsView.as_view()(request)
    if isinstance(answer, Response):
        answer.render()
    assert isinstance(answer, HttpResponse)
    return answer


def problem_in(answer: HttpResponse) -> tuple[int, str]:
    """The status and the code of a problem document."""
    assert answer["Content-Type"] == "application/problem+json"
    document = json.loads(answer.content)
    assert document["status"] == answer.status_code
    return answer.status_code, document["code"]
