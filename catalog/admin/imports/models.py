"""The page on which files with 3D models are dropped, each named after its product."""

import json
from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Merchant, User
from assets3d.queries.file_kinds import FILE_KINDS, KINDS_IN_WORDS
from catalog.services.moving.assign_models import AssignedModel, assign_models

MOST_REQUEST_BYTES = 256 * 1024


def drop_context(request: HttpRequest) -> dict[str, object]:
    """What the page's template wants."""
    return {
        "merchants": Merchant.objects.all().for_actor(request.user),
        "endings": ",".join(FILE_KINDS),
        "kinds": KINDS_IN_WORDS,
    }


def assign_view(request: HttpRequest) -> HttpResponse:
    """POST {"merchant": number, "filenames": […]}: for each file its product and where to ask for its upload.

    400 with `code` and `message` for anything else, 404 for a merchant that the person does not work for.
    """
    try:
        number, names = _parsed(request.body[: MOST_REQUEST_BYTES + 1])
    except (ValueError, RecursionError) as error:
        return JsonResponse({"code": "bad_request", "message": f"Not understood: {error}."}, status=400)
    merchant = get_object_or_404(Merchant.objects.all().for_actor(request.user), pk=number)
    try:
        assigned = assign_models(merchant=merchant, filenames=names, actor=cast(User, request.user))
    except ValueError as error:
        return JsonResponse({"code": "too_many_files", "message": str(error)}, status=400)
    return JsonResponse({"files": [_document(each) for each in assigned]})


def _parsed(body: bytes) -> tuple[int, list[str]]:
    if len(body) > MOST_REQUEST_BYTES:
        raise ValueError("the request is too long")
    match json.loads(body):
        case {"merchant": int(number), "filenames": [*names]} if 0 < number < 2**63:
            told = [name for name in names if isinstance(name, str) and "\0" not in name]
            "".join(told).encode()  # half a surrogate pair is no text that could be looked for
            if len(told) == len(names):
                return number, told
    raise ValueError("merchant or filenames is missing or of the wrong kind")


def _document(assigned: AssignedModel) -> dict[str, object]:
    place = reverse("admin:assets3d_asset_upload", args=[assigned.asset_id]) if assigned.asset_id else None
    page = reverse("admin:assets3d_asset_change", args=[assigned.asset_id]) if assigned.asset_id else None
    return {
        "filename": assigned.filename,
        "product": assigned.product_name,
        "upload_url": place,
        "page_url": page,
        "message": assigned.message,
    }
