"""What the page of a 3D model asks and does behind the merchant's back: upload, state, publish, withdraw, retry, unit.

Every view is given an asset that the person may see, so that another merchant's is 404 before it gets here.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import cast

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tenancy import row_number
from assets3d.admin.panel import panel_context, state_document
from assets3d.admin.words import UNITS
from assets3d.errors import BadModel, SizesDiffer, StorageUnavailable
from assets3d.models import Asset
from assets3d.queries.asset_state import asset_state, improvement_of, with_latest_source
from assets3d.services.conversion.retry_conversion import retry_conversion
from assets3d.services.revision.publish_asset import publish_asset
from assets3d.services.revision.withdraw_asset import withdraw_asset
from assets3d.services.upload.choose_unit import choose_unit
from assets3d.services.upload.start_upload import start_upload
from assets3d.states import Unit

MOST_REQUEST_BYTES = 4096


@dataclass(frozen=True)
class UploadRequest:
    """What a browser announces."""

    filename: str
    bytes: int

    @classmethod
    def parse(cls, request: HttpRequest) -> "UploadRequest":
        """Raises ValueError unless both members are there. What else a browser says of the file is not heard."""
        document = json.loads(request.body[:MOST_REQUEST_BYTES])
        if not isinstance(document, dict):
            raise ValueError("not an object")  # noqa: TRY004  # a wrong request, whatever is wrong with it
        match document:
            case {"filename": str(filename), "bytes": int(length)} if length is not True:
                filename.encode()  # half a surrogate pair is no text that could be kept
                return cls(filename, length)
        raise ValueError("filename or bytes is missing or of the wrong kind")


def upload_view(request: HttpRequest, asset: Asset) -> JsonResponse:
    """POST: permission to upload a file. 201 with the form to send, otherwise `code` and `message`."""
    try:
        wanted = UploadRequest.parse(request)
    except (ValueError, RecursionError) as error:
        return JsonResponse({"code": "bad_request", "message": f"Not understood: {error}."}, status=400)
    try:
        ticket = start_upload(
            asset=asset, actor=cast(User, request.user), now=timezone.now(), **asdict(wanted)
        )
    except BadModel as error:
        return JsonResponse({"code": error.code, "message": str(error)}, status=422)
    except StorageUnavailable as error:
        message = "The storage cannot be reached at the moment. Try again in a minute."
        return JsonResponse({"code": error.code, "message": message}, status=503)
    return JsonResponse(
        {"url": ticket.url, "fields": ticket.fields, "expires_at": ticket.expires_at}, status=201
    )


def state_view(request: HttpRequest, asset: Asset) -> JsonResponse:
    """GET: where the asset stands, for a page that asks every second."""
    return JsonResponse(state_document(asset))


def panel_view(request: HttpRequest, asset: Asset, *, can_change: bool) -> HttpResponse:
    """GET: the panel alone, for a page whose model has just been finished."""
    context = panel_context(asset, can_change=can_change)
    return render(request, "assets3d/admin/panel.html", context)


def publish_view(request: HttpRequest, asset: Asset) -> HttpResponse:
    """POST with `revision`: point the shop to it; with `size=accepted` although it is not as large as is stated.

    Where only that is in the way, the page offers it beside the reasons.
    """
    revision = get_object_or_404(asset.revisions.all(), number=row_number(request.POST.get("revision", "")))
    accepted_by = cast(User, request.user) if request.POST.get("size") == "accepted" else None

    def publish() -> None:
        publish_asset(asset=asset, revision=revision, now=timezone.now(), size_accepted_by=accepted_by)

    return _act(
        request,
        asset,
        f"{revision} is in the shop now{', in the size that it has' if accepted_by else ''}.",
        publish,
        lambda error: f"?other_size={revision.number}" if isinstance(error, SizesDiffer) else "",
    )


def withdraw_view(request: HttpRequest, asset: Asset) -> HttpResponse:
    """POST: take the model out of the shop."""
    return _act(request, asset, "The model is no longer in the shop.", lambda: withdraw_asset(asset=asset))


def retry_view(request: HttpRequest, asset: Asset) -> HttpResponse:
    """POST: try the latest upload's conversion again; with `what=smaller` the search for a smaller version."""
    state = asset_state(with_latest_source(Asset.objects.filter(pk=asset.pk)).get(), timezone.now())
    conversion = improvement_of(state) if request.POST.get("what") == "smaller" else state.conversion
    if conversion is None:
        raise Http404
    return _act(request, asset, "It is tried again.", lambda: retry_conversion(conversion=conversion))


def unit_view(request: HttpRequest, asset: Asset) -> HttpResponse:
    """POST with `unit`: convert the latest upload anew in it."""
    source, unit = asset.sources.first(), request.POST.get("unit", "")
    if source is None or unit not in UNITS:
        raise Http404
    done = f"The model is converted anew, in {UNITS[unit]}."
    return _act(request, asset, done, lambda: choose_unit(source=source, unit=Unit(unit)))


def _act(
    request: HttpRequest,
    asset: Asset,
    done: str,
    action: Callable[[], None],
    way_out: Callable[[BadModel], str] = lambda _: "",
) -> HttpResponse:
    """Do it, say how it went here and in the asset's history, and go back to its page.

    way_out: what to add to the page's address after a refusal, so that the page offers a way out of it.
    """
    added = ""
    try:
        action()
    except BadModel as error:
        messages.error(request, str(error))
        added = way_out(error)
    else:
        messages.success(request, done)
        LogEntry.objects.log_actions(cast(User, request.user).pk, [asset], CHANGE, done, single_object=True)
    return HttpResponseRedirect(reverse("admin:assets3d_asset_change", args=[asset.pk]) + added)
