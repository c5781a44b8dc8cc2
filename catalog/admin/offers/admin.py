"""Variants with what sells them, stock with its ledger, and the places where stock lies."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Model, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from unfold.admin import ModelAdmin

from accounts.models import Merchant
from accounts.own_pages import OwnPagesAdmin
from accounts.tenancy import TenantAdmin, row_number
from catalog.admin.offers.places import places_of
from catalog.admin.offers.rush_form import RushForm
from catalog.admin.offers.sale_form import SaleForm, prices_of
from catalog.admin.offers.stock_forms import BookingForm, TransferForm
from catalog.errors import SaleNotFound
from catalog.models import Stock, StockEntry, StockLocation, Variant
from catalog.services.call_off_sale import call_off_sale
from catalog.states import StockReason

ENTRIES_A_PAGE = 50
OfferForm = BookingForm | TransferForm | RushForm | SaleForm
FORMS: tuple[type[OfferForm], ...] = (BookingForm, TransferForm, RushForm, SaleForm)


class OfferAdmin(OwnPagesAdmin):
    """What is neither added nor deleted by hand."""

    templates = "catalog/admin/offers"

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _typed_into(prefix: str, request: HttpRequest) -> QueryDict | None:
    """What was sent, if with the button of this form."""
    return request.POST if f"_{prefix}" in request.POST else None


@admin.register(Variant)
class VariantAdmin(OfferAdmin):
    list_display = ("sku", "product", "name", "available", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("product",)
    search_fields = ("sku", "gtin", "name", "product__name")
    ordering = ("product__name", "position", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        rows: QuerySet[Variant] = super().get_queryset(request)
        return rows.annotate(left=Sum(F("stock__on_hand") - F("stock__allocated"), default=0))

    @admin.display(description="Available", ordering="left")
    def available(self, variant: Any) -> str:  # noqa: ANN401  # annotated above
        return str(variant.left) if variant.left else "Sold out"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What is typed here is booked; the variant itself is described on its product's page."""
        variant: Variant = self.row(request, object_id, "product")
        places = places_of(variant)
        page: dict[str, OfferForm] = {
            form.prefix: form(_typed_into(form.prefix, request), variant=variant, places=places)
            for form in FORMS
        }
        if request.method == "POST":
            if not self.has_change_permission(request, variant):
                raise PermissionDenied
            sent = next((form for form in page.values() if form.is_bound), None)
            if sent is None:
                self._call_off(request, variant)
            if sent is None or (sent.is_valid() and sent.book(actor_id=request.user.pk)):
                return HttpResponseRedirect(request.path)
        context = {"variant": variant, "places": places, "prices": prices_of(variant), **page}
        return self.page(request, "variant", str(variant), context)

    def _call_off(self, request: HttpRequest, variant: Variant) -> None:
        try:
            call_off_sale(variant_id=variant.pk, price_id=row_number(request.POST.get("_call_off", "")))
        except SaleNotFound as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The sale is called off.")


@admin.register(Stock)
class StockAdmin(OfferAdmin):
    list_display = ("variant", "location", "on_hand_there", "allocated_there", "free", "is_hot")
    list_filter = (("location", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("variant__product", "location")
    search_fields = ("variant__sku", "variant__name", "variant__product__name")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stock]:
        """A line for each place, whatever the number of its rows."""
        rows: QuerySet[Stock] = super().get_queryset(request)
        there = Stock.objects.filter(variant=OuterRef("variant"), location=OuterRef("location")).order_by()
        sums = {
            f"all_{column}": Subquery(there.values("variant").annotate(all=Sum(column)).values("all"))
            for column in ("on_hand", "allocated")
        }
        return rows.filter(bucket=0).annotate(**sums)

    @admin.display(description="On hand", ordering="all_on_hand")
    def on_hand_there(self, stock: Any) -> int:  # noqa: ANN401  # annotated above
        return int(stock.all_on_hand)

    @admin.display(description="Promised", ordering="all_allocated")
    def allocated_there(self, stock: Any) -> int:  # noqa: ANN401  # annotated above
        return int(stock.all_allocated)

    @admin.display(description="Available")
    def free(self, stock: Any) -> int:  # noqa: ANN401  # annotated above
        return int(stock.all_on_hand - stock.all_allocated)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The ledger, which nobody writes by hand."""
        stock: Stock = self.row(request, object_id, "variant__product", "location")
        if request.method != "GET":
            return HttpResponse(status=405, headers={"Allow": "GET"})
        there = StockEntry.objects.filter(stock__variant=stock.variant_id, stock__location=stock.location_id)
        told = there.exclude(reason=StockReason.SPREAD).select_related("actor")
        entries = Paginator(told, ENTRIES_A_PAGE)
        page = entries.get_page(request.GET.get("page"))
        title = f"{stock.variant} at {stock.location}"
        return self.page(request, "ledger", title, {"stock": stock, "entries": page})


class LocationForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    """A place has a name that the merchant has given once."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        merchant = cleaned.get("merchant") or (self.instance.merchant if self.instance.pk else None)
        same = StockLocation.objects.filter(merchant=merchant, name=cleaned.get("name", ""))
        if merchant is not None and same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", "Another of your places has this name.")
        return cleaned


@admin.register(StockLocation)
class StockLocationAdmin(TenantAdmin, ModelAdmin):  # type: ignore[misc]  # unfold has no types
    form = LocationForm
    list_display = ("name", "is_default", "merchant")
    list_select_related = ("merchant",)
    search_fields = ("name",)
    fields = ("name", "merchant")

    def get_readonly_fields(self, request: HttpRequest, obj: StockLocation | None = None) -> tuple[str, ...]:
        return ("merchant",) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        own = list(Merchant.objects.all().for_actor(request.user)[:2])
        only = {"merchant": own[0].pk} if len(own) == 1 else {}
        return {**only, **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request: HttpRequest, obj: StockLocation | None = None) -> bool:
        """What lay there is in the ledger."""
        return False
