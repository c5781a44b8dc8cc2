"""The list of imports, the page that starts one, the page of one, and the way out: exports."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from unfold.decorators import display

from accounts.models import Merchant, User
from accounts.own_pages import OwnPagesAdmin
from accounts.tenancy import row_number
from assets3d.errors import StorageUnavailable
from catalog.admin.imports import models, pages
from catalog.admin.imports.forms import ImportForm
from catalog.errors import ImportRefused
from catalog.models import ImportJob
from catalog.services.moving.export_products import export_products
from catalog.services.moving.start_import import start_import
from catalog.states import ImportState, ListFormat

JobView = Callable[[HttpRequest, ImportJob], HttpResponse]
AWAY = "The storage cannot be reached at the moment. Try again in a minute."


@admin.register(ImportJob)
class ImportJobAdmin(OwnPagesAdmin):
    templates = "catalog/admin/imports"
    list_display = (
        "filename",
        "format",
        "state_chip",
        "created",
        "changed",
        "unchanged",
        "refused",
        "created_at",
    )
    list_filter = ("state", ("merchant", admin.RelatedOnlyFieldListFilter))
    search_fields = ("filename",)
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: ImportJob | None = None) -> bool:
        """What came in, and from which list, is kept."""
        return False

    def get_urls(self) -> list[URLPattern]:
        routes = {
            "panel": require_GET(self._for_job(pages.panel_view)),
            "problems": require_GET(self._for_job(pages.problems_view)),
            "apply": require_POST(self._for_job(pages.apply_view)),
            "discard": require_POST(self._for_job(pages.discard_view)),
            "pictures": require_POST(self._for_job(pages.retry_pictures_view)),
        }
        own = [
            path(
                f"<int:import_id>/{name}/", self.admin_site.admin_view(view), name=f"catalog_importjob_{name}"
            )
            for name, view in routes.items()
        ]
        export = require_GET(self._export_view)
        assign = require_POST(self._assign_view)
        return [
            path("export/", self.admin_site.admin_view(export), name="catalog_importjob_export"),
            path("models/", self.admin_site.admin_view(self._models_view), name="catalog_importjob_models"),
            path("models/assign/", self.admin_site.admin_view(assign), name="catalog_importjob_assign"),
            *own,
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Not the admin's own, which would speak to the storage inside of a transaction."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ImportForm(request)
        if request.method == "POST" and form.is_valid():
            try:
                job = self._start(request, form)
            except (ImportRefused, StorageUnavailable) as error:
                form.add_error("file", AWAY if isinstance(error, StorageUnavailable) else str(error))
            else:
                return HttpResponseRedirect(reverse("admin:catalog_importjob_change", args=[job.pk]))
        context = {"form": form, "formats": ListFormat, "merchants": form.fields["merchant"].queryset}  # type: ignore[attr-defined]  # a ModelChoiceField
        return self.page(request, "start", "Bring products in, take them out", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """There is nothing to type on the page of an import."""
        job: ImportJob = self.row(request, object_id)
        if request.method != "GET":
            return HttpResponse(status=405, headers={"Allow": "GET"})
        return self.page(request, "job", job.filename, pages.panel_context(job))

    @display(  # type: ignore[untyped-decorator]  # unfold has no types
        description="State",
        ordering="state",
        label={
            ImportState.CHECKED.label: "info",
            ImportState.DONE.label: "success",
            ImportState.REFUSED.label: "danger",
            ImportState.FAILED.label: "danger",
        },
    )
    def state_chip(self, job: ImportJob) -> str:
        return ImportState(job.state).label

    def _start(self, request: HttpRequest, form: ImportForm) -> ImportJob:
        return start_import(
            sent=form.sent(),
            merchant=form.cleaned_data["merchant"],
            category=form.cleaned_data["category"],
            actor=cast(User, request.user),
            now=timezone.now(),
        )

    def _export_view(self, request: HttpRequest) -> HttpResponseBase:
        """GET with `format` and `merchant`: all products of the merchant as CSV, sent while it is made."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked, number = request.GET.get("format", ""), request.GET.get("merchant", "")
        if asked not in ListFormat.values:
            raise Http404("There is no such kind of list.")
        own = Merchant.objects.all().for_actor(request.user)
        merchant = get_object_or_404(own, pk=row_number(number))
        lines = export_products(
            merchant_id=merchant.pk, format=ListFormat(asked), currency=settings.SHOP_CURRENCY
        )
        disposition = f'attachment; filename="products-{asked}.csv"'
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = disposition
        return answer

    def _models_view(self, request: HttpRequest) -> HttpResponse:
        """The page on which files with 3D models are dropped."""
        self._require_model_permissions(request)
        return self.page(request, "models", "Bring 3D models in", models.drop_context(request))

    def _assign_view(self, request: HttpRequest) -> HttpResponse:
        self._require_model_permissions(request)
        return models.assign_view(request)

    def _require_model_permissions(self, request: HttpRequest) -> None:
        """Models are made and products changed; both take the right to. Raises PermissionDenied."""
        needed = ("assets3d.add_asset", "assets3d.change_asset", "catalog.change_product")
        if not cast(User, request.user).has_perms(needed):
            raise PermissionDenied

    def _for_job(self, view: JobView) -> Callable[..., HttpResponse]:
        """The view for an import that this person may see, and change where the view does."""

        def found(request: HttpRequest, import_id: int) -> HttpResponse:
            job = self.row(request, str(import_id))
            if request.method == "POST" and not self.has_change_permission(request, job):
                raise PermissionDenied
            return view(request, job)

        return found
