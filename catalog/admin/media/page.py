"""The page of a product's pictures and videos. It speaks to the storage, so it is not inside of a transaction."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from assets3d.errors import StorageUnavailable
from assets3d.storage import public_url
from catalog.admin.media.forms import ADDING, ImagesForm, VideoForm
from catalog.errors import MediaRefused
from catalog.models import Product, ProductMedia

AWAY = "The storage cannot be reached at the moment. Try again in a minute."


@dataclass(frozen=True)
class Shown:
    """One picture or video in the list; `small_url` is "" where there is nothing to see yet."""

    media: ProductMedia
    small_url: str


def media_context(product: Product, forms: dict[str, ImagesForm | VideoForm]) -> dict[str, object]:
    """What the page's template wants: one query."""
    rows = product.media.select_related("variant")
    shown = [Shown(media, public_url(media.small_key) if media.small_key else "") for media in rows]
    return {"product": product, "shown": shown, **forms}


def forms_of(request: HttpRequest, product: Product) -> dict[str, ImagesForm | VideoForm]:
    """By their prefixes; the one whose button was pressed is filled."""
    forms: dict[str, ImagesForm | VideoForm] = {}
    for form in ADDING:
        is_sent = request.method == "POST" and f"_{form.prefix}" in request.POST
        sent = {"data": request.POST, "files": request.FILES} if is_sent else {}
        forms[str(form.prefix)] = form(**sent, initial={"alt": product.name})  # type: ignore[arg-type]  # as Django has it
    return forms


def add_media(
    request: HttpRequest, product: Product, forms: dict[str, ImagesForm | VideoForm]
) -> HttpResponse | None:
    """Add what was sent and lead back to the page; None when nothing was, or it is refused beside the form."""
    form = next((form for form in forms.values() if form.is_bound), None)
    if form is None or not form.is_valid():
        return None
    try:
        told = form.save(product)
    except (MediaRefused, StorageUnavailable) as error:
        form.add_error(None, AWAY if isinstance(error, StorageUnavailable) else str(error))
        return None
    messages.success(request, told)
    return HttpResponseRedirect(reverse("admin:catalog_product_media", args=[product.pk]))


class MediaPage(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """The part of the products' admin that leads to their pictures and videos."""

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self._media_view)
        return [path("<int:product_id>/media/", page, name="catalog_product_media"), *super().get_urls()]

    @admin.display(description="Pictures and videos")
    def pictures(self, product: Product) -> str | SafeString:
        if not product.pk:
            return "Once it is saved."
        page = reverse("admin:catalog_product_media", args=[product.pk])
        return format_html('<a class="text-link" href="{}">Look at them, add some</a>', page)

    def _media_view(self, request: HttpRequest, product_id: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        product = get_object_or_404(self.get_queryset(request), pk=product_id)
        if request.method == "POST" and not self.has_change_permission(request, product):
            raise PermissionDenied
        forms = forms_of(request, product)
        title = f"Pictures and videos of {product.name}"
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return add_media(request, product, forms) or render(
            request, "catalog/admin/media/page.html", {**frame, **media_context(product, forms)}
        )
