"""The page of one picture or video: what it shows, of which variant, and where it stands."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from accounts.tenancy import TenantAdmin
from assets3d.storage import public_url
from catalog.jobs import ring_mirror_relay
from catalog.models import ProductMedia


@admin.register(ProductMedia)
class ProductMediaAdmin(TenantAdmin, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("alt", "product", "kind", "state", "position")
    list_select_related = ("product",)
    search_fields = ("alt", "product__name")
    list_per_page = 50
    fields = ("product", "picture", "alt", ("variant", "position"), "refusal")
    readonly_fields = ("product", "picture", "refusal")

    class Media:
        css = {"all": ("catalog/admin/product.css",)}

    def get_fields(self, request: HttpRequest, obj: ProductMedia | None = None) -> Any:  # noqa: ANN401  # Django's signature
        return self.fields if obj is None or obj.refusal else self.fields[:-1]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Left out of the menu: the way here is from the product's page."""
        return {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are added on the product's page."""
        return False

    def get_form(
        self,
        request: HttpRequest,
        obj: ProductMedia | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  # as above
        **kwargs: Any,
    ) -> Any:  # noqa: ANN401  # as above
        form = super().get_form(request, obj, change, **kwargs)
        if obj is not None and "variant" in form.base_fields:
            form.base_fields["variant"].queryset = obj.product.variants.all()
        return form

    def save_model(self, request: HttpRequest, obj: ProductMedia, form: Any, change: Any) -> None:  # noqa: ANN401  # as above
        """What was typed and nothing else: a worker may have prepared the picture meanwhile."""
        obj.save(update_fields=form.changed_data)
        ring_mirror_relay()

    def delete_model(self, request: HttpRequest, obj: ProductMedia) -> None:
        obj.delete()
        ring_mirror_relay()

    def response_change(self, request: HttpRequest, obj: ProductMedia) -> HttpResponse:
        """Back to the product's others."""
        if "_save" in request.POST:
            return HttpResponseRedirect(reverse("admin:catalog_product_media", args=[obj.product_id]))
        response: HttpResponse = super().response_change(request, obj)
        return response

    @admin.display(description="Picture")
    def picture(self, media: ProductMedia) -> str | SafeString:
        if media.video_url:
            return format_html(
                '<a class="text-link" href="{}" rel="noreferrer">{}</a>', media.video_url, media.video_url
            )
        if not media.medium_key:
            return media.get_state_display()
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="" class="media-picture">',
            public_url(media.medium_key),
            media.width,
            media.height,
        )
