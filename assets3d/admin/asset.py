"""The list of 3D models and the page of one: upload, watch, look, publish."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST
from unfold.admin import ModelAdmin

from accounts.models import Merchant
from accounts.tenancy import TenantAdmin
from assets3d.admin import endpoints
from assets3d.admin.panel import panel_context
from assets3d.admin.words import words_for
from assets3d.models import Asset
from assets3d.queries.asset_state import asset_state, listed_rendition, with_latest_source
from assets3d.states import RenditionRole
from assets3d.storage import public_url

AssetView = Callable[[HttpRequest, Asset], HttpResponse]


@admin.register(Asset)
class AssetAdmin(TenantAdmin, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("poster", "title", "merchant", "state", "before", "after", "created_at")
    list_display_links = ("poster", "title")
    list_filter = (("merchant", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("title",)
    list_per_page = 50
    change_form_template = "admin/assets3d/asset/change_form.html"

    class Media:
        css = {
            "all": (
                "assets3d/viewer/viewer.css",
                *(
                    f"assets3d/admin/{name}.css"
                    for name in ("panel", "upload", "results", "report", "preview")
                ),
            )
        }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Asset]:
        return with_latest_source(super().get_queryset(request))

    def get_fields(self, request: HttpRequest, obj: Asset | None = None) -> tuple[str, ...]:
        """A model stays with its merchant."""
        return ("title", "belongs_to") if obj else ("title", "merchant")

    def get_readonly_fields(self, request: HttpRequest, obj: Asset | None = None) -> tuple[str, ...]:
        return ("belongs_to",) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        own = list(Merchant.objects.all().for_actor(request.user)[:2])
        only = {"merchant": own[0].pk} if len(own) == 1 else {}
        return {**only, **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request: HttpRequest, obj: Asset | None = None) -> bool:
        """Models are withdrawn, not deleted: orders show what was sold."""
        return False

    def save_model(self, request: HttpRequest, obj: Asset, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001  # Django's signature
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]  # staff, so not anonymous
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Asset, post_url_continue: str | None = None
    ) -> HttpResponse:
        """On to the page with the upload box, unless another page asked for the new model."""
        if "_popup" in request.POST:
            response: HttpResponse = super().response_add(request, obj, post_url_continue)
            return response
        return HttpResponseRedirect(reverse("admin:assets3d_asset_change", args=[obj.pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        asset: Asset | None = kwargs.get("obj")
        if asset is not None:
            can_change = self.has_change_permission(request, asset)
            context.update(panel_context(asset, can_change=can_change))
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def get_urls(self) -> list[URLPattern]:
        routes = {
            "upload": require_POST(self._for_asset(endpoints.upload_view)),
            "state": require_GET(self._for_asset(endpoints.state_view, is_change=False)),
            "panel": require_GET(self._for_asset(self._panel_view, is_change=False)),
            "publish": require_POST(self._for_asset(endpoints.publish_view)),
            "withdraw": require_POST(self._for_asset(endpoints.withdraw_view)),
            "retry": require_POST(self._for_asset(endpoints.retry_view)),
            "unit": require_POST(self._for_asset(endpoints.unit_view)),
        }
        own = [
            path(f"<int:asset_id>/{name}/", self.admin_site.admin_view(view), name=f"assets3d_asset_{name}")
            for name, view in routes.items()
        ]
        return [*own, *super().get_urls()]

    def _for_asset(self, view: AssetView, *, is_change: bool = True) -> Callable[..., HttpResponse]:
        """The view for an asset that this person may see, and change where the view does."""

        def found(request: HttpRequest, asset_id: int) -> HttpResponse:
            asset = get_object_or_404(super(AssetAdmin, self).get_queryset(request), pk=asset_id)
            may = self.has_change_permission if is_change else self.has_view_permission
            if not may(request, asset):
                return HttpResponse("You may not do this.", status=403, content_type="text/plain")
            return view(request, asset)

        return found

    def _panel_view(self, request: HttpRequest, asset: Asset) -> HttpResponse:
        can_change = self.has_change_permission(request, asset)
        return endpoints.panel_view(request, asset, can_change=can_change)

    @admin.display(description="Merchant")
    def belongs_to(self, asset: Asset) -> str:
        return asset.merchant.name

    @admin.display(description="Poster")
    def poster(self, asset: Asset) -> SafeString:
        rendition = listed_rendition(asset_state(asset, timezone.now()), RenditionRole.POSTER_256)
        if rendition is None:
            return format_html('<span class="asset-thumb asset-thumb--empty">{}</span>', "\u2013")
        return format_html(
            '<img class="asset-thumb" src="{}" width="56" height="56" alt="" loading="lazy">',
            public_url(rendition.key),
        )

    @admin.display(description="State")
    def state(self, asset: Asset) -> SafeString:
        words = words_for(asset_state(asset, timezone.now()))
        return format_html('<span class="asset-chip asset-chip--{}">{}</span>', words.tone, words.label)

    @admin.display(description="Before")
    def before(self, asset: Asset) -> str:
        source = asset_state(asset, timezone.now()).source
        return filesizeformat(source.announced_bytes) if source else "\u2013"

    @admin.display(description="After")
    def after(self, asset: Asset) -> str:
        rendition = listed_rendition(asset_state(asset, timezone.now()), RenditionRole.WEB)
        return filesizeformat(rendition.bytes) if rendition else "\u2013"
